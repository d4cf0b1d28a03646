package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.stream.format.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code window}: the rows whose timestamp column is later than the last shipment's snapshot less an overlap, and that
 * this snapshot did not surely see. The overlap is for transactions that set their timestamp early and committed
 * late; what the last shipment already saw does not travel again.
 */
public record WindowStrategy(Column changed, Duration overlap) implements ChangeStrategy {
    /** A timestamp without time zone may be in any zone's time; the one furthest behind UTC is 12 hours behind. */
    private static final Duration FURTHEST_ZONE = Duration.ofHours(12);

    public static boolean takes(Column column) {
        return column.type().startsWith("timestamp");
    }

    @Override
    public Answer find(List<Table> tables, Span span, ChangeSink sink) throws SQLException {
        Position since = span.since();
        for (Table table : tables) {
            sink.changed(table, changedSince(since) + " AND " + sink.notSeenBy("t", since));
        }
        return new Answer.Told();
    }

    private String changedSince(Position position) {
        Instant from = position.time().minus(overlap);
        boolean zoned = changed.type().endsWith("with time zone");
        String bound = zoned
                ? "timestamptz " + Sql.literal(from.toString())
                : "timestamptz " + Sql.literal(from.minus(FURTHEST_ZONE).toString()) + " AT TIME ZONE 'UTC'";
        return "t." + Sql.quote(changed.name()) + " > " + bound;
    }

    @Override
    public String describe(Table table) {
        return "window on " + changed.name() + ", overlap " + overlap.toMinutes() + " min";
    }

    @Override
    public String cost(Table table, Connection connection) throws SQLException {
        Optional<String> index = ChangeTimestampColumns.read(connection).index(table, changed);
        return index.isPresent()
                ? "reads by index " + index.get()
                : "reads the table, " + ScanStrategy.size(table, connection);
    }
}
