/**
 * Metrics in Prometheus' text format, and the daemon's health: what each command has done is noted in {@code work/metrics/},
 * so that counters outlive processes and cron's runs count as the daemon's do (docs/decisions/027). It reads what
 * {@code status} reads, and changes nothing but its own files.
 */
@NullMarked
package io.dbferry.metrics;

import org.jspecify.annotations.NullMarked;
