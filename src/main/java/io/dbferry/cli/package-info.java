/** The command line and the only wiring: reads config, puts the parts together, prints, exits. */
@NullMarked
package io.dbferry.cli;

import org.jspecify.annotations.NullMarked;
