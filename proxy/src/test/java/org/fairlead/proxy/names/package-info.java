@NullMarked
package org.fairlead.proxy.names;

import org.jspecify.annotations.NullMarked;
