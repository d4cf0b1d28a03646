package io.dbferry.config;

import io.dbferry.config.time.CronTimes;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/**
 * When this side's jobs run. Times are held with their zone, so that nobody reads an expression by another.
 *
 * @param complete when completes are dumped or loaded; nothing for never
 * @param partial the same
 * @param checkRemote when a sender tries the way to the depot
 * @param timeZone the system's if absent
 * @param jitter a job starts up to this much later than its time
 * @param atOnce whether a receiver loads a shipment as soon as it appears in a depot that is a folder
 * @param continuous how long partials are apart at least that begin as soon as there is something to do; empty if none do
 */
public record Schedule(
        Optional<CronTimes> complete,
        Optional<CronTimes> partial,
        Optional<CronTimes> checkRemote,
        Optional<ZoneId> timeZone,
        Duration jitter,
        boolean atOnce,
        Optional<Duration> continuous) {}
