@NullMarked
package org.fairlead.proxy.upstream;

import org.jspecify.annotations.NullMarked;
