/**
 * The command line: one class a subcommand.
 *
 * <p>Start at {@link org.fairlead.proxy.cli.CommandLineInterface}.
 */
@NullMarked
package org.fairlead.proxy.cli;

import org.jspecify.annotations.NullMarked;
