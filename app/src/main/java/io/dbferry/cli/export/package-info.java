/** The command {@code export}. */
@NullMarked
package io.dbferry.cli.export;

import org.jspecify.annotations.NullMarked;
