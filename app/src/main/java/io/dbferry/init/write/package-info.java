/** What {@code init} writes and prints: the config, secret files, lines for others. */
@NullMarked
package io.dbferry.init.write;

import org.jspecify.annotations.NullMarked;
