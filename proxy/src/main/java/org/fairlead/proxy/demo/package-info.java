/**
 * Two datacenters in one process, to try things out: a guestbook of our own in each, behind a Fairlead of its own.
 *
 * <p>Start at {@link org.fairlead.proxy.demo.Demo}. The guestbook shows how an application speaks with Fairlead.
 */
@NullMarked
package org.fairlead.proxy.demo;

import org.jspecify.annotations.NullMarked;
