/**
 * What a deployment file and its rule files say, as validated immutable values. Start at {@link org.fairlead.config.Configuration};
 * {@code org.fairlead.config.load} makes one from files.
 */
@NullMarked
package org.fairlead.config;

import org.jspecify.annotations.NullMarked;
