/**
 * Reads what {@code status} and the page tell: local files first, then depot and database, each of which may fail without
 * ending the rest. Changes nothing, takes no lock that a run waits for, and may run beside a dump or a load.
 */
@NullMarked
package io.dbferry.status.read;

import org.jspecify.annotations.NullMarked;
