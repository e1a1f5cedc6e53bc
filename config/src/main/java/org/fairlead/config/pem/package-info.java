/** Certificates and keys in PEM files, read whole and checked. Start at {@link org.fairlead.config.pem.Credentials}. */
@NullMarked
package org.fairlead.config.pem;

import org.jspecify.annotations.NullMarked;
