/** A day of traffic in a second, before the first request of a client: so that the hot path is compiled when that comes. */
@NullMarked
package org.fairlead.proxy.rehearsal;

import org.jspecify.annotations.NullMarked;
