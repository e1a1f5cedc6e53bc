/**
 * The read-only address for those who watch: metrics and health.
 *
 * <p>Start at {@link org.fairlead.proxy.observe.ObserveServer}.
 */
@NullMarked
package org.fairlead.proxy.observe;

import org.jspecify.annotations.NullMarked;
