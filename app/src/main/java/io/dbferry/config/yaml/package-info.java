/**
 * Reads {@code dbferry.yaml}: all problems at once, each with its key and line; unknown keys are problems.
 * Opens no connection and touches no folder.
 */
@NullMarked
package io.dbferry.config.yaml;

import org.jspecify.annotations.NullMarked;
