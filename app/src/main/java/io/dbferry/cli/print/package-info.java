/** How results look: tables, times, the state of either side. */
@NullMarked
package io.dbferry.cli.print;

import org.jspecify.annotations.NullMarked;
