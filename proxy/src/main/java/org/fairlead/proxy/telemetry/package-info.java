/**
 * What is known of the traffic afterwards: metrics and the access log.
 *
 * <p>Start at {@link org.fairlead.proxy.telemetry.Telemetry}; the relay fills an {@link
 * org.fairlead.proxy.telemetry.ExchangeRecord} and hands it to its {@link org.fairlead.proxy.telemetry.LoopTelemetry}.
 */
@NullMarked
package org.fairlead.proxy.telemetry;

import org.jspecify.annotations.NullMarked;
