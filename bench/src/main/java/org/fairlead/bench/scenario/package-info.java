/** What is measured, and the order in which. Start at {@link org.fairlead.bench.scenario.Scenarios}, then {@link org.fairlead.bench.scenario.Contest}. */
@NullMarked
package org.fairlead.bench.scenario;

import org.jspecify.annotations.NullMarked;
