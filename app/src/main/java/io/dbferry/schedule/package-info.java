/**
 * When jobs run, and that each runs once: cron expressions in a time zone, what {@code work/} remembers of last runs, the
 * daemon that starts jobs, what notices arrivals in a depot's folder, and the lines of a user's crontab. What a job does is
 * handed in. Imports nothing of ours but {@code failure} and {@code stream.format}'s kinds and JSON.
 */
@NullMarked
package io.dbferry.schedule;

import org.jspecify.annotations.NullMarked;
