@NullMarked
package org.fairlead.bench.load;

import org.jspecify.annotations.NullMarked;
