package io.dbferry.init.find;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A column that may name files.
 *
 * @param samples some of its values
 */
public record NamingColumn(Table table, String column, List<String> samples) {
    private static final Pattern NAME =
            Pattern.compile("(?i).*(image|photo|picture|file|document|attachment|avatar|video|audio|icon|logo|scan).*");
    private static final int SAMPLES = 50;

    public NamingColumn {
        samples = List.copyOf(samples);
    }

    /** Columns of text whose names say so; a table that takes long to look at, or may not be read, is passed over. */
    public static List<NamingColumn> find(Connection connection, List<Table> tables) throws SQLException {
        List<NamingColumn> columns = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = '2s'");
            for (Table table : tables) {
                for (Column column : table.columns()) {
                    boolean text = column.type().startsWith("character varying")
                            || column.type().equals("text");
                    if (text && NAME.matcher(column.name()).matches()) {
                        columns.add(new NamingColumn(table, column.name(), samples(statement, table, column)));
                    }
                }
            }
        }
        return columns;
    }

    private static List<String> samples(Statement statement, Table table, Column column) {
        List<String> samples = new ArrayList<>();
        String name = Sql.quote(column.name());
        String sql = "SELECT DISTINCT v FROM (SELECT " + name + " AS v FROM "
                + table.name().sql() + " WHERE " + name + " <> '' LIMIT 1000) AS first_rows LIMIT " + SAMPLES;
        try (ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                samples.add(row.getString(1));
            }
        } catch (SQLException e) {
            return List.of();
        }
        return samples;
    }

    /** Whether the folder has one of the files that it names. */
    boolean namesFilesOf(Path folder) {
        return samples.stream().anyMatch(sample -> isFile(folder, sample));
    }

    private static boolean isFile(Path folder, String name) {
        try {
            return !name.startsWith("/") && !name.contains("..") && Files.isRegularFile(folder.resolve(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** As {@code named-by} takes it. */
    String written() {
        return table.name() + "." + column;
    }
}
