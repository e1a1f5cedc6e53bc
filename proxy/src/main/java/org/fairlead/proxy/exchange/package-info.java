/**
 * One request and its response: decided, rewritten, sent to an origin, sent again where that is safe, answered, noted.
 *
 * <p>Start at {@link org.fairlead.proxy.exchange.Exchange}. Whoever speaks to the client is its
 * {@link org.fairlead.proxy.exchange.ClientSide}; every way to fail is a {@link org.fairlead.proxy.exchange.Failure}.
 */
@NullMarked
package org.fairlead.proxy.exchange;

import org.jspecify.annotations.NullMarked;
