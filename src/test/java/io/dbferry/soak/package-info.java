/**
 * A live application between two PostgreSQL servers and an SFTP server, all of which are killed at random moments while
 * the commands run as cron runs them; in the end both sides must be equal. A part that is killed is always a process of
 * its own, and the command line is the one that users start.
 */
@NullMarked
package io.dbferry.soak;

import org.jspecify.annotations.NullMarked;
