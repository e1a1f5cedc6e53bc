/**
 * TLS, on both sides: what is made of certificates in files, and kept up to date with them.
 *
 * <p>Start at {@link org.fairlead.proxy.tls.TlsFiles}, which reads files on a thread of its own; event loops see
 * {@link org.fairlead.proxy.tls.ServerTls} and {@link org.fairlead.proxy.tls.ClientTls}.
 */
@NullMarked
package org.fairlead.proxy.tls;

import org.jspecify.annotations.NullMarked;
