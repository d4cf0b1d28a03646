package io.dbferry.sender.change.log;

import static io.dbferry.sender.Fixtures.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.connect.Database;
import io.dbferry.postgres.log.Lsn;
import io.dbferry.postgres.log.PgOutputMessage;
import io.dbferry.postgres.log.SnapshotText;
import io.dbferry.sender.change.ChangeSink;
import io.dbferry.stream.format.Position;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which keys the log's messages bring, by messages as the server sends them. */
class LogKeysTest {
    private static final Table ITEM = table("item", "id bigint", "note text");
    private static final Table OTHER = table("other", "id bigint");

    /** Sees all before 10; 12 was running at the second. */
    private static final SnapshotText BEFORE = SnapshotText.parse("10:10:");

    private static final SnapshotText NOW = SnapshotText.parse("12:20:12");

    private final Keys sink = new Keys();
    private final VisibleCommits commits = new VisibleCommits(NOW, Lsn.parse("0/10"), Lsn.parse("0/90"));
    private final LogKeys keys = new LogKeys(Map.of(ITEM.oid(), ITEM), BEFORE, commits, sink);

    @Test
    void insertedUpdatedAndDeletedRowsBringTheirKeys() throws Exception {
        take(begin(11), relation(ITEM, "id", "note"));
        take(change('I', ITEM, tuple('N', "1", "a")));
        take(change('U', ITEM, tuple('N', "2", "b")));
        take(change('U', ITEM, tuple('K', "3", null), tuple('N', "4", "c")));
        take(change('D', ITEM, tuple('K', "5", null)));
        take(commit("0/30"));
        keys.flush();

        assertThat(sink.touched).containsExactly("item[1]", "item[2]", "item[4]", "item[3]", "item[5]");
        assertThat(keys.told()).isTrue();
        assertThat(commits.nothingUnseenBefore()).isEqualTo(Lsn.parse("0/90"));
    }

    @Test
    void onlyTransactionsBetweenTheTwoSnapshotsCount() throws Exception {
        for (int xid : new int[] {9, 12, 21}) {
            take(begin(xid), relation(ITEM, "id"));
            take(change('I', ITEM, tuple('N', String.valueOf(xid), "a")), commit("0/3" + xid % 10));
        }
        keys.flush();

        assertThat(sink.touched).isEmpty();
        assertThat(keys.told()).isFalse();
        assertThat(commits.nothingUnseenBefore())
                .as("9 is seen; 12 must be read again")
                .isEqualTo(Lsn.parse("0/39"));
    }

    @Test
    void keyThatTheLogDoesNotTellIsNoticed() throws Exception {
        take(begin(11), relation(ITEM, "note"));
        take(change('D', ITEM, tuple('K', null, "a")));

        assertThat(keys.withoutKey()).contains(ITEM);
    }

    @Test
    void truncatedTablesTravelAnewAndOthersArePassedOver() throws Exception {
        take(begin(11), relation(OTHER, "id"));
        take(change('I', OTHER, tuple('N', "1")));
        take(truncate(ITEM, OTHER));
        keys.flush();

        assertThat(keys.emptied()).containsExactly(ITEM);
        assertThat(sink.touched).isEmpty();
        assertThat(keys.withoutKey()).isEmpty();
    }

    private void take(byte[]... messages) throws SQLException {
        for (byte[] message : messages) {
            keys.take(PgOutputMessage.read(ByteBuffer.wrap(message)));
        }
    }

    private interface Content {
        void write(DataOutputStream out) throws IOException;
    }

    private static byte[] message(char kind, Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(kind);
        content.write(out);
        return bytes.toByteArray();
    }

    private static byte[] begin(int xid) throws IOException {
        return message('B', out -> {
            out.writeLong(0);
            out.writeLong(0);
            out.writeInt(xid);
        });
    }

    private static byte[] commit(String end) throws IOException {
        return message('C', out -> {
            out.writeByte(0);
            out.writeLong(0);
            out.writeLong(Long.parseLong(end.split("/", 2)[1], 16));
            out.writeLong(0);
        });
    }

    private static byte[] relation(Table table, String... identity) throws IOException {
        return message('R', out -> {
            out.writeInt((int) table.oid());
            text(out, "public");
            text(out, table.name().name());
            out.writeByte('d');
            out.writeShort(table.columns().size());
            for (var column : table.columns()) {
                out.writeByte(List.of(identity).contains(column.name()) ? 1 : 0);
                text(out, column.name());
                out.writeInt(25);
                out.writeInt(-1);
            }
        });
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.writeByte(0);
    }

    private static byte[] change(char kind, Table table, byte[]... tuples) throws IOException {
        return message(kind, out -> {
            out.writeInt((int) table.oid());
            for (byte[] tuple : tuples) {
                out.write(tuple);
            }
        });
    }

    private static byte[] tuple(char kind, @Nullable String... values) throws IOException {
        return message(kind, out -> {
            out.writeShort(values.length);
            for (String value : values) {
                out.writeByte(value == null ? 'n' : 't');
                if (value != null) {
                    out.writeInt(value.length());
                    out.write(value.getBytes(StandardCharsets.UTF_8));
                }
            }
        });
    }

    private static byte[] truncate(Table... tables) throws IOException {
        return message('T', out -> {
            out.writeInt(tables.length);
            out.writeByte(0);
            for (Table table : tables) {
                out.writeInt((int) table.oid());
            }
        });
    }

    /** Takes what is touched; nothing else is asked of it here. */
    private static final class Keys implements ChangeSink {
        private final List<String> touched = new ArrayList<>();

        @Override
        public void touched(Table table, Iterable<List<String>> keys) {
            keys.forEach(key -> touched.add(table.name() + key.toString()));
        }

        @Override
        public Connection connection() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> column(String query) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Database database() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String notSeenBy(String alias, Position since) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void changed(Table table, String condition) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void gone(Table table, Iterable<List<String>> keys) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void anew(Table table) {
            throw new UnsupportedOperationException();
        }
    }
}
