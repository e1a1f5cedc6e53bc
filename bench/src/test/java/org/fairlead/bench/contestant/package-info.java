@NullMarked
package org.fairlead.bench.contestant;

import org.jspecify.annotations.NullMarked;
