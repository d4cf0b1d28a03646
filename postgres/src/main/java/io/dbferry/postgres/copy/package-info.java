/** Rows as COPY takes and gives them: the statement, JSON lines, and the binary format. */
@NullMarked
package io.dbferry.postgres.copy;

import org.jspecify.annotations.NullMarked;
