/** What {@code check} tries in the databases: rights, tables, columns, the log. */
@NullMarked
package io.dbferry.check.database;

import org.jspecify.annotations.NullMarked;
