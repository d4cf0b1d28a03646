/** How a PostgreSQL server is reached: libpq-style URLs, passwords from where libpq finds them, connections. */
@NullMarked
package io.dbferry.postgres.connect;

import org.jspecify.annotations.NullMarked;
