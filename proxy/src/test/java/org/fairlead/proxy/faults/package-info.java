/** What breaks behind the proxy, and what the client sees of it. Start at {@link org.fairlead.proxy.faults.OriginFaultsTest}. */
@NullMarked
package org.fairlead.proxy.faults;

import org.jspecify.annotations.NullMarked;
