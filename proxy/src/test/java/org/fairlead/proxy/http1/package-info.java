/** Start at {@link org.fairlead.proxy.http1.Wire}: how the tables write bytes. */
@NullMarked
package org.fairlead.proxy.http1;

import org.jspecify.annotations.NullMarked;
