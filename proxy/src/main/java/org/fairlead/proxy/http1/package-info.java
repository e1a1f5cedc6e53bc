/**
 * The HTTP/1.1 wire codec (RFC 9112): bytes in, offsets and verdicts out; tokens in, bytes out. No channel, no exchange.
 *
 * <p>Start at {@link org.fairlead.proxy.http1.RequestParser}; bodies are read by {@link org.fairlead.proxy.http1.BodyReader},
 * and what is sent on is written by {@link org.fairlead.proxy.http1.HeadWriter}.
 *
 * <p>Everything here is confined to one event loop and reused from message to message.
 */
@NullMarked
package org.fairlead.proxy.http1;

import org.jspecify.annotations.NullMarked;
