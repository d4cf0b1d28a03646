/** What commands have in common: the options of all, the config that is meant, and the shapes of a command. */
@NullMarked
package io.dbferry.cli.head;

import org.jspecify.annotations.NullMarked;
