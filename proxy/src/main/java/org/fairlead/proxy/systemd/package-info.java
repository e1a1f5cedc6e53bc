/**
 * What a service manager hands to a process, and is told by it: listening sockets (sd_listen_fds(3)) and words of state
 * (sd_notify(3)). Another manager that keeps to the same conventions will do.
 *
 * <p>Start at {@link org.fairlead.proxy.systemd.InheritedSockets}.
 */
@NullMarked
package org.fairlead.proxy.systemd;

import org.jspecify.annotations.NullMarked;
