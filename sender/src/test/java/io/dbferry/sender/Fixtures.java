package io.dbferry.sender;

import io.dbferry.config.DatabaseConfig;
import io.dbferry.config.DepotLocation;
import io.dbferry.config.Keep;
import io.dbferry.config.LogConfig;
import io.dbferry.config.PartialConfig;
import io.dbferry.config.Schedule;
import io.dbferry.config.SenderConfig;
import io.dbferry.config.SenderMedia;
import io.dbferry.config.SshConfig;
import io.dbferry.config.policy.PolicyConfig;
import io.dbferry.config.watch.Alarms;
import io.dbferry.config.watch.LoggingConfig;
import io.dbferry.config.watch.MetricsConfig;
import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.ForeignKey;
import io.dbferry.postgres.catalog.RowKey;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.sender.work.SenderState;
import io.dbferry.stream.format.Covered;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.MediaEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Values for tests of rules. */
public final class Fixtures {
    public static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    public static final Schedule NO_SCHEDULE = new Schedule(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Duration.ZERO,
            false,
            Optional.empty());

    private Fixtures() {}

    /** A table of the schema public; {@code "id bigint"} is a column with its type, and the first is the key. */
    public static Table table(String name, String... columns) {
        return table(name, List.of(columns[0].split(" ", 2)[0]), columns);
    }

    public static Table table(String name, List<String> key, String... columns) {
        return new Table(
                new TableName("public", name),
                name.hashCode() & Integer.MAX_VALUE,
                false,
                false,
                Stream.of(columns).map(Fixtures::column).toList(),
                new RowKey(key, true, true),
                List.of(),
                List.of(),
                List.of(),
                true,
                null);
    }

    private static Column column(String text) {
        String[] parts = text.split(" ", 2);
        return new Column(
                parts[0],
                1,
                parts[1],
                false,
                null,
                Column.Generated.NO,
                Column.Identity.NO,
                "OPERATOR(pg_catalog.=)",
                null);
    }

    public static ForeignKey foreignKey(Table child, String column, Table parent) {
        return new ForeignKey(
                child.name() + "_" + column,
                child.name(),
                List.of(column),
                parent.name(),
                parent.key(),
                List.of("OPERATOR(pg_catalog.=)"),
                false,
                "");
    }

    public static Position position(long xid) {
        return new Position(xid + ":" + xid + ":", "0/" + xid, NOW, "1", 1);
    }

    public static SenderState.Shipped shipped(Kind kind, long sequence) {
        return new SenderState.Shipped(new Sequence(sequence), kind, "sha-" + sequence, position(sequence), null);
    }

    /** A state that has shipped these, the numbers up to the last one drawn. */
    public static SenderState state(SenderState.Shipped complete, SenderState.Shipped last) {
        return new SenderState(
                "id", "test", last.sequence(), last, complete, null, new Covered(List.of(), null), null, List.of());
    }

    /** A state that has shipped nothing. */
    public static SenderState fresh() {
        return new SenderState("id", null, Sequence.NONE, null, null, null, null, null, List.of());
    }

    /** By a receiver that has applied the shipment of a number, 0 for none. */
    public static Receipt receipt(Receipt.State state, long sequence, long applied) {
        return new Receipt(
                "viz",
                "test",
                new Sequence(sequence),
                Kind.COMPLETE,
                state,
                NOW,
                applied == 0 ? Sequence.NONE : new Sequence(applied),
                applied == 0 ? null : "sha-" + applied,
                0,
                state == Receipt.State.APPLIED ? null : "why",
                null,
                null,
                null,
                null);
    }

    public static Manifest manifest(String streamId, Kind kind, long sequence, List<FileEntry> files) {
        return new Manifest(
                Manifest.FORMAT,
                "test",
                streamId,
                new Sequence(sequence),
                kind,
                null,
                position(sequence),
                List.of(),
                List.of(),
                null,
                new MediaEntry(0, 0, 0, null, null, null),
                files,
                "",
                List.of(),
                new Covered(List.of(), null),
                List.of(),
                null);
    }

    /** A config with what tests of the sender need of it. */
    public static SenderConfig config(Path folder, Keep keep, List<SenderMedia> media) {
        return new SenderConfig(
                folder.resolve("sender.yaml"),
                "test",
                new DatabaseConfig("postgresql:///none", Optional.empty()),
                List.of(),
                List.of(),
                true,
                SenderConfig.Deduplicate.AUTO,
                OptionalInt.empty(),
                media,
                PolicyConfig.NONE,
                new PartialConfig(Duration.ofMinutes(10), true, Map.of(), Optional.empty()),
                new SenderConfig.Verify(Duration.ofDays(1), Duration.ofMinutes(1)),
                LogConfig.ofStream("test"),
                new DepotLocation.Folder(folder.resolve("depot")),
                OptionalLong.empty(),
                new SshConfig(Optional.empty(), folder.resolve("known_hosts"), Optional.empty(), Duration.ZERO),
                new DepotLocation.ObjectAccess(Optional.empty(), "us-east-1", false, Optional.empty(), Duration.ZERO),
                folder.resolve("work"),
                keep,
                NO_SCHEDULE,
                List.of(),
                new LoggingConfig(Optional.empty(), 1, 1, false),
                new Alarms(Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.empty()),
                MetricsConfig.NONE);
    }
}
