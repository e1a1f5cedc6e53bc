/**
 * What an event loop has once: its transport, its clock, its deadlines. Everything here but {@code Transport} is confined to
 * one loop.
 *
 * <p>Start at {@link org.fairlead.proxy.loop.LoopClock}.
 */
@NullMarked
package org.fairlead.proxy.loop;

import org.jspecify.annotations.NullMarked;
