/**
 * The config as validated records, for whoever acts on it. {@code config.yaml} reads them from the file.
 */
@NullMarked
package io.dbferry.config;

import org.jspecify.annotations.NullMarked;
