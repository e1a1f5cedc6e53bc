/**
 * What the program logs of itself, to stderr; the access log is another matter, see {@code telemetry}.
 *
 * <p>Start at {@link org.fairlead.proxy.log.ProgramLog}.
 */
@NullMarked
package org.fairlead.proxy.log;

import org.jspecify.annotations.NullMarked;
