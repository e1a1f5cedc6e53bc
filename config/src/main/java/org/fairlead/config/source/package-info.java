/** Files as trees in which everything knows its line and column. */
@NullMarked
package org.fairlead.config.source;

import org.jspecify.annotations.NullMarked;
