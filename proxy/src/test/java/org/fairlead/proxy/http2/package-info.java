@NullMarked
package org.fairlead.proxy.http2;

import org.jspecify.annotations.NullMarked;
