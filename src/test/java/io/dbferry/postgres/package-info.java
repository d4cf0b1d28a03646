/** Real PostgreSQL servers for the tests of every package. Imports nothing of ours. */
@NullMarked
package io.dbferry.postgres;

import org.jspecify.annotations.NullMarked;
