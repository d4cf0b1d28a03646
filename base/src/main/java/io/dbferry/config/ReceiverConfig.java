package io.dbferry.config;

import io.dbferry.config.watch.Alarms;
import io.dbferry.config.watch.LoggingConfig;
import io.dbferry.config.watch.MetricsConfig;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A receiver's config.
 *
 * @param name names its receipts
 * @param tables patterns as of {@code pg_dump --table} that a shipment may touch; empty means every table that the
 *     database has, but those of {@code dbferry} and of PostgreSQL itself
 * @param exclude patterns of tables that no shipment may touch, whatever {@code tables} says
 * @param map the sender's names of tables to those here: {@code schema.*} or one table on both sides
 * @param media where the sender's media folders go, in the sender's order
 * @param policy the hash of the sender's policy, of which alone shipments are applied; empty for any
 * @param identityFile age identities that decrypt shipments
 * @param verify whether a load compares all rows of a complete's tables with its digests before it commits
 * @param firstLoad how tables are filled in which no shipment has been yet
 * @param onTrouble what a load does about a table that it cannot load
 * @param followsSchema whether a load changes tables here as far as the sender's need it and nothing is lost
 * @param postprocess the steps after a load; what publishes is one of them
 * @param reset by table name as written, the columns set to their default on rows that change
 */
public record ReceiverConfig(
        Path file,
        String stream,
        String name,
        DatabaseConfig database,
        List<String> tables,
        List<String> exclude,
        Map<String, String> map,
        DepotLocation depot,
        OptionalLong bandwidthLimit,
        SshConfig ssh,
        DepotLocation.ObjectAccess objects,
        Trust trust,
        Optional<String> policy,
        List<Path> media,
        Map<String, List<String>> reset,
        List<PostprocessStep> postprocess,
        Path work,
        Keep keep,
        Schedule schedule,
        Optional<Path> identityFile,
        boolean verify,
        FirstLoadBy firstLoad,
        OnTrouble onTrouble,
        boolean followsSchema,
        LoggingConfig logging,
        Alarms alarms,
        MetricsConfig metrics)
        implements Config {
    /** How tables are filled in which no shipment has been yet. */
    public enum FirstLoadBy {
        /** Several connections, each in transactions of its own: readers may see such a table half filled. */
        PARALLEL,
        /** The transaction that also adds the ledger entry. */
        ONE_TRANSACTION
    }

    /** What a load does about a table that it cannot load. */
    public enum OnTrouble {
        /** Holds back the table, and those that refer to it, and loads the others. */
        HOLD_TABLE,
        /** Applies nothing of the shipment. */
        STOP
    }

    /** Keeps the order of {@code reset}. */
    public ReceiverConfig {
        if (!Name.isName(name)) {
            throw new IllegalArgumentException("not a name: " + name);
        }
        tables = List.copyOf(tables);
        exclude = List.copyOf(exclude);
        map = Collections.unmodifiableMap(new LinkedHashMap<>(map));
        media = List.copyOf(media);
        Map<String, List<String>> columns = new LinkedHashMap<>();
        reset.forEach((table, names) -> columns.put(table, List.copyOf(names)));
        reset = Collections.unmodifiableMap(columns);
        postprocess = List.copyOf(postprocess);
    }

    /** What the broker's settings are in, if changed rows are published. */
    public Optional<Path> propertiesFile() {
        return postprocess.stream()
                .filter(PostprocessStep.Publish.class::isInstance)
                .map(PostprocessStep.Publish.class::cast)
                .findFirst()
                .flatMap(PostprocessStep.Publish::properties);
    }
}
