package io.dbferry.schedule;

import io.dbferry.shipment.Kind;

/**
 * A job with its times.
 *
 * @param key its key in the config, by which its last run is remembered
 */
public record ScheduledJob(String key, Kind kind, CronTimes times) {}
