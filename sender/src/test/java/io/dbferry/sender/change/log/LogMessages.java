package io.dbferry.sender.change.log;

import io.dbferry.postgres.catalog.Table;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages of pgoutput as the server sends them. */
final class LogMessages {
    private LogMessages() {}

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

    static byte[] begin(int xid) throws IOException {
        return message('B', out -> {
            out.writeLong(0);
            out.writeLong(0);
            out.writeInt(xid);
        });
    }

    static byte[] commit(String end) throws IOException {
        return message('C', out -> {
            out.writeByte(0);
            out.writeLong(0);
            out.writeLong(Long.parseLong(end.split("/", 2)[1], 16));
            out.writeLong(0);
        });
    }

    static byte[] relation(Table table, String... identity) throws IOException {
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

    static byte[] change(char kind, Table table, byte[]... tuples) throws IOException {
        return message(kind, out -> {
            out.writeInt((int) table.oid());
            for (byte[] tuple : tuples) {
                out.write(tuple);
            }
        });
    }

    static byte[] tuple(char kind, @Nullable String... values) throws IOException {
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

    static byte[] truncate(Table... tables) throws IOException {
        return message('T', out -> {
            out.writeInt(tables.length);
            out.writeByte(0);
            for (Table table : tables) {
                out.writeInt((int) table.oid());
            }
        });
    }
}
