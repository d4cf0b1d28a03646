package io.dbferry.schedule;

import io.dbferry.config.time.CronTimes;

/**
 * A job with its times.
 *
 * @param key its key in the config, by which its last run is remembered
 */
public record ScheduledJob(String key, Task kind, CronTimes times) {}
