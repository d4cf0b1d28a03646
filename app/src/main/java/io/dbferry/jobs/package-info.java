/**
 * One run of a job, by a command or by the daemon: parts put together, alarms, metrics, what is printed.
 */
@NullMarked
package io.dbferry.jobs;

import org.jspecify.annotations.NullMarked;
