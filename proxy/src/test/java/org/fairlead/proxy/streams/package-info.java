/** HTTP/2 at a whole proxy: what its streams promise, what they refuse, what an origin sees of them. */
@NullMarked
package org.fairlead.proxy.streams;

import org.jspecify.annotations.NullMarked;
