package io.dbferry.config;

import io.dbferry.config.policy.PolicyConfig;
import io.dbferry.config.watch.Alarms;
import io.dbferry.config.watch.LoggingConfig;
import io.dbferry.config.watch.MetricsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A sender's config.
 *
 * @param recipients age recipients that shipments are encrypted for; none means that they are not encrypted
 * @param tables patterns as of {@code pg_dump --table}; empty means every table of the schema public
 * @param exclude patterns of tables that are not shipped, whatever {@code tables} says
 * @param policy what of the rows may leave the sender
 * @param wholeSchema whether a complete has the whole schema where it can, or only that of its tables
 * @param deduplicate whether a complete refers to rows that earlier completes carry
 * @param workers connections that read a complete's tables at the same time; empty for what fits this machine
 */
public record SenderConfig(
        Path file,
        String stream,
        DatabaseConfig database,
        List<String> tables,
        List<String> exclude,
        boolean wholeSchema,
        Deduplicate deduplicate,
        OptionalInt workers,
        List<SenderMedia> media,
        PolicyConfig policy,
        PartialConfig partial,
        Verify verify,
        LogConfig log,
        DepotLocation depot,
        OptionalLong bandwidthLimit,
        SshConfig ssh,
        DepotLocation.ObjectAccess objects,
        Path work,
        Keep keep,
        Schedule schedule,
        List<String> recipients,
        LoggingConfig logging,
        Alarms alarms,
        MetricsConfig metrics)
        implements Config {
    /** When a complete refers to rows that earlier completes carry. */
    public enum Deduplicate {
        /** Where its tables are large. */
        AUTO,
        ALWAYS,
        NEVER
    }

    /**
     * How often partials carry digests.
     *
     * @param every a table's digest travels again after that, by a complete or a partial
     * @param atMost the time that one partial spends on reading tables for it, but for the last of them
     */
    public record Verify(Duration every, Duration atMost) {
        public static final Duration NEVER = Duration.ofDays(365_000);
    }

    public SenderConfig {
        tables = List.copyOf(tables);
        exclude = List.copyOf(exclude);
        media = List.copyOf(media);
        recipients = List.copyOf(recipients);
    }

    /** The same with another work folder. */
    public SenderConfig withWork(Path other) {
        return with(other, workers);
    }

    /** The same with so many workers. */
    public SenderConfig withWorkers(int number) {
        return with(work, OptionalInt.of(number));
    }

    private SenderConfig with(Path otherWork, OptionalInt otherWorkers) {
        return new SenderConfig(
                file,
                stream,
                database,
                tables,
                exclude,
                wholeSchema,
                deduplicate,
                otherWorkers,
                media,
                policy,
                partial,
                verify,
                log,
                depot,
                bandwidthLimit,
                ssh,
                objects,
                otherWork,
                keep,
                schedule,
                recipients,
                logging,
                alarms,
                metrics);
    }
}
