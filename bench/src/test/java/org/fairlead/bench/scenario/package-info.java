@NullMarked
package org.fairlead.bench.scenario;

import org.jspecify.annotations.NullMarked;
