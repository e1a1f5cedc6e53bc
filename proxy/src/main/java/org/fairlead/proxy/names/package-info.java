/**
 * What the names of origins and peers stand for.
 *
 * <p>Start at {@link org.fairlead.proxy.names.Names}, which asks; what it has heard is a
 * {@link org.fairlead.proxy.names.NameBook}.
 */
@NullMarked
package org.fairlead.proxy.names;

import org.jspecify.annotations.NullMarked;
