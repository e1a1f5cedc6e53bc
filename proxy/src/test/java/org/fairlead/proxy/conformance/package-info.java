/** What goes over the wire, byte for byte. Start at {@link org.fairlead.proxy.conformance.CaseTableTest}. */
package org.fairlead.proxy.conformance;
