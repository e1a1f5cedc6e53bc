/**
 * What would be done with a request, step by step. Start at {@link org.fairlead.proxy.explain.Explained}.
 */
@NullMarked
package org.fairlead.proxy.explain;

import org.jspecify.annotations.NullMarked;
