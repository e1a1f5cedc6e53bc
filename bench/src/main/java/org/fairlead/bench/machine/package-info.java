/** What the kernel says about cores and processes, and how processes are kept on their cores. */
@NullMarked
package org.fairlead.bench.machine;

import org.jspecify.annotations.NullMarked;
