/**
 * Conditions over a request, in three values: a request may be read in several ways, and each way is looked at.
 *
 * <p>Start at {@link org.fairlead.matching.Condition}; what the readings are stands in {@link org.fairlead.matching.Readings}.
 */
@NullMarked
package org.fairlead.matching;

import org.jspecify.annotations.NullMarked;
