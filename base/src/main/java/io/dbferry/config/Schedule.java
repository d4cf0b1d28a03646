package io.dbferry.config;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/**
 * When this side's jobs run.
 *
 * @param complete a five-field cron expression, checked, names in upper case; nothing for never
 * @param partial the same
 * @param checkRemote when a sender tries the way to the depot
 * @param timeZone the system's if absent
 * @param jitter a job starts up to this much later than its time
 * @param atOnce whether a receiver loads a shipment as soon as it appears in a depot that is a folder
 */
public record Schedule(
        Optional<String> complete,
        Optional<String> partial,
        Optional<String> checkRemote,
        Optional<ZoneId> timeZone,
        Duration jitter,
        boolean atOnce) {}
