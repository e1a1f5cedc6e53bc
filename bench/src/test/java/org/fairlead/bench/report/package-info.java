@NullMarked
package org.fairlead.bench.report;

import org.jspecify.annotations.NullMarked;
