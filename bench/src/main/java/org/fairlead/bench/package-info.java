/**
 * How fast: microbenchmarks. {@code mvn verify} compiles them, nothing runs them but a person; see {@code bench/README.md}.
 *
 * <p>Start at {@link org.fairlead.bench.DecisionBenchmark}.
 */
@NullMarked
package org.fairlead.bench;

import org.jspecify.annotations.NullMarked;
