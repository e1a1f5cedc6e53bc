/** Start at {@link org.fairlead.proxy.health.Wire}: how the tables write bytes. */
@NullMarked
package org.fairlead.proxy.health;

import org.jspecify.annotations.NullMarked;
