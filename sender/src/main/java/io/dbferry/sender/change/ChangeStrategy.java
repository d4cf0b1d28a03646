package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.connect.Database;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Position;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Finds what changed in tables since a position. It tells keys only; rows are always read from the shipment's one
 * snapshot. Telling too much is allowed, telling too little never. One instance serves one run, and all tables that
 * it was chosen for.
 *
 * <p>A run calls {@link #prepare}, takes its snapshot, calls {@link #taken} and, for a partial, {@link #find}, and calls {@link #delivered} once the
 * shipment is in the depot. A run may end anywhere between, and a shipment may be delivered by a later run: that
 * one calls {@code delivered} before {@code prepare}, with the position of the newest shipment in the depot.
 */
public interface ChangeStrategy {
    /** What came of {@link #find}. */
    sealed interface Answer {
        /** All changes are in the sink. */
        record Told() implements Answer {}

        /** Only a complete can tell what changed; what is in the sink is not used. */
        record OnlyComplete(String reason) implements Answer {}
    }

    /** Before the snapshot of any shipment, complete or partial, outside of its transaction. */
    default void prepare(Database database) throws SQLException {}

    /**
     * In place of {@link #prepare}, in a run that changes nothing: why only a complete could be shipped once it had prepared; empty
     * if it makes no difference.
     */
    default Optional<String> unprepared(Database database) throws SQLException {
        return Optional.empty();
    }

    /** Right after the snapshot of any shipment was taken, in its transaction. */
    default void taken(Kind kind, Position position, Connection snapshot) throws SQLException {}

    /**
     * What changed, from a position that an earlier snapshot had.
     *
     * @param now the position of the sink's snapshot
     */
    record Span(Position since, Position now) {}

    /** Tells what changed in the tables in the span. */
    Answer find(List<Table> tables, Span span, ChangeSink sink) throws SQLException, IOException;

    /** Whether {@link #find} may call {@link ChangeSink#touched}. The same for the whole run. */
    default boolean touches() {
        return false;
    }

    /**
     * The shipment of that position and all before it are in the depot: no later run asks for changes since an earlier
     * one. Called again and again with the same position, with no snapshot of this strategy's needed any more.
     */
    default void delivered(Position position, Database database) throws SQLException {}

    /** For {@code check}, of one of its tables: {@code window on "timeStamp", overlap 10 min}. */
    String describe(Table table);

    /** For {@code check}: what each run costs for that table, as {@code reads the table, 1.2 GB}. */
    default String cost(Table table, Connection connection) throws SQLException {
        return "reads what changed";
    }
}
