/**
 * The proxy, assembled.
 *
 * <p>Start at {@link org.fairlead.proxy.Main}.
 */
@NullMarked
package org.fairlead.proxy;

import org.jspecify.annotations.NullMarked;
