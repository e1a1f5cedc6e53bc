@NullMarked
package org.fairlead.bench.figures;

import org.jspecify.annotations.NullMarked;
