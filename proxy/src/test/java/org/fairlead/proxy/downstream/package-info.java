/** Start at {@link org.fairlead.proxy.downstream.ProxyHeaderTest}: what a balancer may say; at {@link
 * org.fairlead.proxy.downstream.Ring}: a whole proxy without sockets. */
@NullMarked
package org.fairlead.proxy.downstream;

import org.jspecify.annotations.NullMarked;
