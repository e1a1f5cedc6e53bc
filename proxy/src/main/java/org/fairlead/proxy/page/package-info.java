/**
 * Small HTTP servers beside the traffic: for those who watch, and for those who operate. Start at {@link org.fairlead.proxy.page.PageServer}.
 */
@NullMarked
package org.fairlead.proxy.page;

import org.jspecify.annotations.NullMarked;
