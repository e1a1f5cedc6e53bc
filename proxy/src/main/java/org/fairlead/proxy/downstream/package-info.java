/**
 * The clients' side: listeners, connections of clients and peers, requests read from them one after the other.
 *
 * <p>Start at {@link org.fairlead.proxy.downstream.ClientConnection}.
 */
@NullMarked
package org.fairlead.proxy.downstream;

import org.jspecify.annotations.NullMarked;
