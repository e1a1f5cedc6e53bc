/**
 * What operators do to a running proxy: reload, override, look, follow. Start at
 * {@link org.fairlead.proxy.control.LiveConfiguration}; {@link org.fairlead.proxy.control.ControlServer} is the way in.
 */
@NullMarked
package org.fairlead.proxy.control;

import org.jspecify.annotations.NullMarked;
