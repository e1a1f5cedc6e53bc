/**
 * What may stand in the files: each key declared once, with its meaning, unit and default; the binder, the JSON Schemas and
 * the tables of {@code docs/configuration.md} follow from it. Start at {@link org.fairlead.config.model.DeploymentModel}.
 */
@NullMarked
package org.fairlead.config.model;

import org.jspecify.annotations.NullMarked;
