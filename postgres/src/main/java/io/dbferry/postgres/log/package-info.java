/**
 * PostgreSQL's log as logical decoding shows it: the replication slot, the publication, and the messages of the output
 * plugin pgoutput. It knows nothing of shipments; {@code sender} takes keys from it and {@code check} looks whether it
 * is set up. A slot is never advanced here without being told to.
 */
@NullMarked
package io.dbferry.postgres.log;

import org.jspecify.annotations.NullMarked;
