/** What was measured, and its statistics. */
@NullMarked
package org.fairlead.bench.figures;

import org.jspecify.annotations.NullMarked;
