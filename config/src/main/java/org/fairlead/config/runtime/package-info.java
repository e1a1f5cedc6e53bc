/**
 * What operators set while a proxy runs, and what a reload may change: pure, but for the state file. Start at
 * {@link org.fairlead.config.runtime.RuntimeState}.
 */
@NullMarked
package org.fairlead.config.runtime;

import org.jspecify.annotations.NullMarked;
