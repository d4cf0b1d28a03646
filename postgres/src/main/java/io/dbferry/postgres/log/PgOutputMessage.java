package io.dbferry.postgres.log;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of the output plugin pgoutput, protocol version 1: whole transactions, in the order of their commits.
 * What nothing here needs (times, origins, types, names of tables) is passed over.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html">Logical Replication
 *     Message Formats</a>
 */
public sealed interface PgOutputMessage {
    /** @param xid the low 32 bits of the transaction's id */
    record Begin(int xid) implements PgOutputMessage {}

    /** @param end where the transaction's commit ends in the log */
    record Commit(Lsn end) implements PgOutputMessage {}

    /** Comes before the first change of a table, and again when the table has changed. */
    record Relation(long oid, List<Column> columns) implements PgOutputMessage {
        /** @param identity whether the old row's value is told when a row is deleted or the value changes */
        public record Column(String name, boolean identity) {}
    }

    /** A row inserted. */
    record Insert(long relation, Tuple row) implements PgOutputMessage {}

    /** @param old the row before, or its identity; only if the identity changed, is large, or is the whole row */
    record Update(long relation, @Nullable Tuple old, Tuple row) implements PgOutputMessage {}

    /** @param old the row, or its identity */
    record Delete(long relation, Tuple old) implements PgOutputMessage {}

    /** Tables emptied at once. */
    record Truncate(List<Long> relations) implements PgOutputMessage {}

    /** An origin, a type, or a message that an application wrote into the log. */
    record Other() implements PgOutputMessage {}

    /** @throws IllegalArgumentException if it is not a message of that protocol */
    static PgOutputMessage read(ByteBuffer message) {
        try {
            return readWhole(message);
        } catch (BufferUnderflowException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new IllegalArgumentException("a message that ends within itself", e);
        }
    }

    private static PgOutputMessage readWhole(ByteBuffer message) {
        char kind = (char) message.get();
        return switch (kind) {
            case 'B' -> begin(message);
            case 'C' -> commit(message);
            case 'R' -> relation(message);
            case 'I' -> insert(message);
            case 'U' -> update(message);
            case 'D' -> delete(message);
            case 'T' -> truncate(message);
            case 'O', 'Y', 'M' -> new Other();
            default -> throw new IllegalArgumentException("a message of kind '" + kind + "'");
        };
    }

    /** Final LSN, commit time, xid. */
    private static Begin begin(ByteBuffer message) {
        message.getLong();
        message.getLong();
        return new Begin(message.getInt());
    }

    /** Flags, LSN of the commit, end LSN of the transaction, commit time. */
    private static Commit commit(ByteBuffer message) {
        message.get();
        message.getLong();
        return new Commit(new Lsn(message.getLong()));
    }

    /** Oid, schema, name, replica identity, and of each column: flags, name, type's oid, type modifier. */
    private static Relation relation(ByteBuffer message) {
        long oid = oid(message);
        string(message);
        string(message);
        message.get();
        int count = message.getShort();
        List<Relation.Column> columns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean identity = (message.get() & 1) != 0;
            columns.add(new Relation.Column(string(message), identity));
            message.getInt();
            message.getInt();
        }
        return new Relation(oid, columns);
    }

    private static Insert insert(ByteBuffer message) {
        long relation = oid(message);
        expect('N', message.get());
        return new Insert(relation, Tuple.read(message));
    }

    private static Update update(ByteBuffer message) {
        long relation = oid(message);
        byte part = message.get();
        Tuple old = null;
        if (part == 'K' || part == 'O') {
            old = Tuple.read(message);
            part = message.get();
        }
        expect('N', part);
        return new Update(relation, old, Tuple.read(message));
    }

    private static Delete delete(ByteBuffer message) {
        long relation = oid(message);
        byte part = message.get();
        if (part != 'K') {
            expect('O', part);
        }
        return new Delete(relation, Tuple.read(message));
    }

    /** Number of tables, options, their oids. */
    private static Truncate truncate(ByteBuffer message) {
        int count = message.getInt();
        message.get();
        List<Long> relations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            relations.add(oid(message));
        }
        return new Truncate(relations);
    }

    private static long oid(ByteBuffer message) {
        return Integer.toUnsignedLong(message.getInt());
    }

    private static void expect(char part, byte found) {
        if (found != part) {
            throw new IllegalArgumentException("part '" + (char) found + "' instead of '" + part + "'");
        }
    }

    private static String string(ByteBuffer message) {
        int start = message.position();
        int end = start;
        while (message.get(end) != 0) {
            end++;
        }
        byte[] text = new byte[end - start];
        message.get(text).get();
        return new String(text, StandardCharsets.UTF_8);
    }
}
