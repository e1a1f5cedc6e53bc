/**
 * How fast: the load-test harness behind {@code scripts/bench}, and microbenchmarks.
 *
 * <p>The harness starts at {@link org.fairlead.bench.BenchCommand}, the microbenchmarks at
 * {@link org.fairlead.bench.DecisionBenchmark}: {@code mvn verify} compiles these, nothing runs them but a person.
 */
@NullMarked
package org.fairlead.bench;

import org.jspecify.annotations.NullMarked;
