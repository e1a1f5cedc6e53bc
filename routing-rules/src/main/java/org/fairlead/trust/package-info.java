/**
 * What the proxies of a fleet sign for one another and for themselves: pins and hops.
 *
 * <p>Start at {@link org.fairlead.trust.FleetKeys}.
 */
@NullMarked
package org.fairlead.trust;

import org.jspecify.annotations.NullMarked;
