/** The proxies that are compared, their configuration for one and the same work, and the origins behind them. Start at {@link org.fairlead.bench.contestant.Contestant}. */
@NullMarked
package org.fairlead.bench.contestant;

import org.jspecify.annotations.NullMarked;
