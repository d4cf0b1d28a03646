/**
 * The one table of config keys: {@code config.yaml} reads by it, and the reference page, the JSON Schema and {@code
 * dbferry config keys} are made from it.
 */
@NullMarked
package io.dbferry.config.key;

import org.jspecify.annotations.NullMarked;
