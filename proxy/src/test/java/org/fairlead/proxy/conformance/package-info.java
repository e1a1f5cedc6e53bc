/** What goes over the wire, byte for byte. Start at {@link org.fairlead.proxy.conformance.CaseTableTest}. */
@NullMarked
package org.fairlead.proxy.conformance;

import org.jspecify.annotations.NullMarked;
