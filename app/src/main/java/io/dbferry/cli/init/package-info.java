/** {@code dbferry init}: its options, and the terminal as the place of the dialog. */
@NullMarked
package io.dbferry.cli.init;

import org.jspecify.annotations.NullMarked;
