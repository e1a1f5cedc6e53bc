/** Figures as text, JSON and HTML. */
@NullMarked
package org.fairlead.bench.report;

import org.jspecify.annotations.NullMarked;
