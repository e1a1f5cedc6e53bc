@NullMarked
package org.fairlead.bench.machine;

import org.jspecify.annotations.NullMarked;
