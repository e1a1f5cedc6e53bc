/**
 * Spans of exchanges, sent to an OpenTelemetry collector: an optional module, found by the proxy where its jar is.
 *
 * <p>Start at {@link org.fairlead.tracing.OtlpExport}.
 */
@NullMarked
package org.fairlead.tracing;

import org.jspecify.annotations.NullMarked;
