package org.fairlead.proxy.tls;

import org.fairlead.config.UpstreamTls;

/**
 * The files for one kind of upstream, and what was made of them. Confined to {@link TlsFiles}, but for {@link #live}.
 *
 * @param live read from {@code files}
 */
record WatchedClient(UpstreamTls settings, WatchedFiles files, ClientTls live) {}
