/** The load-test harness behind scripts/bench. Start at {@link org.fairlead.bench.BenchCommand}. */
@NullMarked
package org.fairlead.bench;

import org.jspecify.annotations.NullMarked;
