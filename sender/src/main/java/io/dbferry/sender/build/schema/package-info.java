/** The whole schema by PostgreSQL's own pg_dump, run as a child process on the shipment's snapshot. */
@NullMarked
package io.dbferry.sender.build.schema;

import org.jspecify.annotations.NullMarked;
