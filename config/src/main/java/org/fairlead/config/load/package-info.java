/** From files to a {@link org.fairlead.config.Configuration}.. */
@NullMarked
package org.fairlead.config.load;

import org.jspecify.annotations.NullMarked;
