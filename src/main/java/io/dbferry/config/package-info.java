/**
 * What the operator wrote in {@code dbferry.yaml}, as validated records. All problems are told at once, each with its
 * key and line; unknown keys are problems. Opens no connection and touches no folder.
 */
@NullMarked
package io.dbferry.config;

import org.jspecify.annotations.NullMarked;
