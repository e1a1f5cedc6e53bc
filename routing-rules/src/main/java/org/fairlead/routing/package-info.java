/**
 * The decision: where a request goes, and why. Pure: no clock, no chance, no I/O.
 *
 * <p>Start at {@link org.fairlead.routing.DecisionEngine}.
 */
@NullMarked
package org.fairlead.routing;

import org.jspecify.annotations.NullMarked;
