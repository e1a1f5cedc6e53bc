/** What tests of every package share. Start at {@link org.fairlead.proxy.testkit.LeakExtension}, which is always on. */
@NullMarked
package org.fairlead.proxy.testkit;

import org.jspecify.annotations.NullMarked;
