/** Start at {@link org.fairlead.proxy.exchange.ForwardedChainTest}: whom a proxy forwards for. */
@NullMarked
package org.fairlead.proxy.exchange;

import org.jspecify.annotations.NullMarked;
