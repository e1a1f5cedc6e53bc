/** What makes requests: wrk, an open-loop generator of our own, idle connections. Start at {@link org.fairlead.bench.load.OpenLoop}. */
@NullMarked
package org.fairlead.bench.load;

import org.jspecify.annotations.NullMarked;
