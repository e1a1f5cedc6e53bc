/**
 * The proxy as one piece: {@link org.fairlead.proxy.ProxyServer} assembles the packages below, which read like the request:
 * {@code downstream → exchange → upstream}; {@link org.fairlead.proxy.RunningProxy} adds what watches it.
 *
 * <p>Start at {@link org.fairlead.proxy.Main}.
 */
@NullMarked
package org.fairlead.proxy;

import org.jspecify.annotations.NullMarked;
