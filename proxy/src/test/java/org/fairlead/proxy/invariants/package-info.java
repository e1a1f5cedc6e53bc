/** Attacks the promises of the design over real sockets; ARCHITECTURE.md says which class attacks which. */
@NullMarked
package org.fairlead.proxy.invariants;

import org.jspecify.annotations.NullMarked;
