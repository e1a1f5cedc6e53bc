package org.fairlead.proxy.health;

import java.time.Instant;

/**
 * What an origin is, why and since when. Immutable.
 *
 * @param reason a phrase in lower case, such as {@code connect-failed, 5 in a row}
 */
public record OriginStatus(OriginState state, String reason, Instant since) {}
