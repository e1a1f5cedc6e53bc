/**
 * The one message model of the proxy: heads as bytes with their tokens indexed by offset, the same for every protocol version.
 *
 * <p>Start at {@link org.fairlead.message.RequestHead}.
 */
@NullMarked
package org.fairlead.message;

import org.jspecify.annotations.NullMarked;
