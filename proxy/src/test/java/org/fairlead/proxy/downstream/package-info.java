/** Clients' connections without sockets. Start at {@link org.fairlead.proxy.downstream.Ring}. */
package org.fairlead.proxy.downstream;
