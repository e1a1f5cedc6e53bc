/**
 * The origins' side: connections to origins and peers, pooled on each event loop, and what is read from them.
 *
 * <p>Start at {@link org.fairlead.proxy.upstream.UpstreamAttempt}; {@link org.fairlead.proxy.upstream.LoopUpstreams} is where
 * one is had. Nothing here knows what an exchange is: it hears of its answer as an
 * {@link org.fairlead.proxy.upstream.AttemptListener}.
 */
@NullMarked
package org.fairlead.proxy.upstream;

import org.jspecify.annotations.NullMarked;
