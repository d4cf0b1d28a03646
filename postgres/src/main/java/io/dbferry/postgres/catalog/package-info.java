/**
 * What PostgreSQL says of tables, columns, keys and indexes, read from its catalog with an empty search_path, so that
 * every name and type comes back qualified. Both ends use it; it changes nothing in a database.
 */
@NullMarked
package io.dbferry.postgres.catalog;

import org.jspecify.annotations.NullMarked;
