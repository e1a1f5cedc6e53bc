/** Start at {@link org.fairlead.proxy.downstream.ProxyHeaderTest}: what a balancer may say. */
@NullMarked
package org.fairlead.proxy.downstream;

import org.jspecify.annotations.NullMarked;
