/**
 * Which origins may be used: what their checks, the requests that they answered, they themselves and operators say of them.
 *
 * <p>Start at {@link org.fairlead.proxy.health.FleetHealth}. All changes are made on one thread of their own, the health loop;
 * event loops read published values, and are told of changes in tasks of their own.
 */
@NullMarked
package org.fairlead.proxy.health;

import org.jspecify.annotations.NullMarked;
