package io.dbferry.demo;

import io.dbferry.demo.city.TransappTable;
import io.dbferry.demo.servers.DemoDatabase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Brings a receiver into step by copying everything: what a load does, without any of DbFerry. */
final class CopiedTables {
    private CopiedTables() {}

    static void copy(DemoDatabase sender, DemoDatabase receiver) throws SQLException, IOException {
        try (Connection from = sender.connect();
                Connection to = receiver.connect()) {
            to.setAutoCommit(false);
            for (TransappTable table : TransappTable.values()) {
                String target = table.sql() + " (" + columns(from, table) + ")";
                ByteArrayOutputStream rows = new ByteArrayOutputStream();
                copies(from).copyOut("COPY " + target + " TO STDOUT", rows);
                copies(to).copyIn("COPY " + target + " FROM STDIN", new ByteArrayInputStream(rows.toByteArray()));
            }
            to.commit();
        }
    }

    static void copyMedia(Path sender, Path receiver) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(sender)) {
            for (Path file : files) {
                Files.copy(file, receiver.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static CopyManager copies(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }

    private static String columns(Connection connection, TransappTable table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
                                + " WHERE attrelid = '" + table.sql() + "'::regclass AND attnum > 0")) {
            result.next();
            return result.getString(1);
        }
    }
}
