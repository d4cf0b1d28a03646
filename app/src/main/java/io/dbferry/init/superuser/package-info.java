/**
 * Looks into a database as the superuser that owns its socket, from a process of root: PostgreSQL asks the kernel whose process
 * connects, so a child of that user's stands in between.
 */
@NullMarked
package io.dbferry.init.superuser;

import org.jspecify.annotations.NullMarked;
