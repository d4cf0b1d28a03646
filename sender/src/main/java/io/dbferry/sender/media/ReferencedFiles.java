package io.dbferry.sender.media;

import io.dbferry.config.SenderMedia;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.sender.change.ChangedKeys;
import io.dbferry.stream.format.MissingCause;
import io.dbferry.stream.format.manifest.MissingFile;
import io.dbferry.stream.media.MediaFolder;
import io.dbferry.stream.media.RequestedMedia;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The files that rows name, by the columns of {@code media[].named-by}. */
public final class ReferencedFiles {
    private record NamingColumn(MediaFolder folder, Table table, Column column, String written) {}

    private final List<MediaFolder> folders;
    private final List<NamingColumn> columns;

    private ReferencedFiles(List<MediaFolder> folders, List<NamingColumn> columns) {
        this.folders = folders;
        this.columns = columns;
    }

    /**
     * Finds the columns among the shipped tables.
     *
     * @param standsStill whether a table of that name is meant, and cannot be read now: its files travel with its rows
     * @throws DbferryException if a column is not there
     */
    public static ReferencedFiles of(List<SenderMedia> media, List<Table> tables, Predicate<TableName> standsStill) {
        List<MediaFolder> folders = folders(media);
        List<NamingColumn> columns = new ArrayList<>();
        for (MediaFolder folder : folders) {
            for (String written : media.get(folder.number()).namedBy()) {
                if (!standsStill.test(table(written))) {
                    columns.add(column(folder, written, tables));
                }
            }
        }
        return new ReferencedFiles(folders, columns);
    }

    public static List<MediaFolder> folders(List<SenderMedia> media) {
        List<MediaFolder> folders = new ArrayList<>();
        for (SenderMedia entry : media) {
            folders.add(new MediaFolder(folders.size(), entry.folder(), entry.files()));
        }
        return folders;
    }

    private static NamingColumn column(MediaFolder folder, String written, List<Table> tables) {
        TableName name = table(written);
        Table table = tables.stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow(() -> refused(written, "there is no such shipped table"));
        Column column = table.column(written.substring(written.lastIndexOf('.') + 1))
                .orElseThrow(() -> refused(written, "the table has no such column"));
        if (column.travelsAs() != null) {
            throw refused(written, "policy.columns lets no name of it travel");
        }
        return new NamingColumn(folder, table, column, written);
    }

    private static TableName table(String written) {
        int dot = written.lastIndexOf('.');
        return TableName.written(written.substring(0, Math.max(dot, 0)) + (dot < 1 ? "?" : ""));
    }

    private static DbferryException refused(String written, String cause) {
        return new DbferryException(
                Failure.CONFIG,
                "cannot find media named by '" + written + "': " + cause,
                "Correct media.named-by in the config: Table.column, with the table's name exactly as it is",
                null);
    }

    public List<MediaFolder> folders() {
        return folders;
    }

    /** Names in the rows that the partial carries, and those that earlier shipments were missing. */
    public Collection<ReferencedFile> inChanges(Connection connection, ChangedKeys keys, List<MissingFile> before)
            throws SQLException {
        Collection<ReferencedFile> names = new LinkedHashSet<>();
        for (NamingColumn naming : columns) {
            if (keys.carried().contains(naming.table())) {
                read(connection, naming, keys.carriedRows(naming.table()), name -> true, names);
            }
        }
        HeldBackFiles held = before.isEmpty() ? HeldBackFiles.NONE : heldBack(connection);
        for (MissingFile missing : before) {
            if (missing.folder() < folders.size() && !held.contains(missing.folder(), missing.name())) {
                names.add(new ReferencedFile(folders.get(missing.folder()), missing.name(), missing.namedBy()));
            }
        }
        return names;
    }

    /** The files of earlier shipments' missing ones that have come since. */
    public boolean anyCame(List<MissingFile> before) {
        return before.stream()
                .anyMatch(m ->
                        m.folder() < folders.size() && folders.get(m.folder()).hasFile(m.name()));
    }

    /**
     * Files that receivers ask for, as far as they are here and may travel.
     *
     * @param hashes as of {@link RequestedMedia}
     */
    public List<MissingFile> requested(Set<String> hashes, Connection connection) throws SQLException, IOException {
        if (hashes.isEmpty()) {
            return List.of();
        }
        HeldBackFiles held = heldBack(connection);
        List<MissingFile> found = new ArrayList<>();
        for (MediaFolder folder : folders) {
            try (Stream<String> names = folder.names()) {
                names.filter(name -> hashes.contains(RequestedMedia.hash(folder.number(), name)))
                        .filter(name -> !held.contains(folder.number(), name))
                        .forEach(name -> found.add(new MissingFile(folder.number(), name, null, MissingCause.ABSENT)));
            }
        }
        return found;
    }

    /** Files that rows name which may not travel, and no row that may. */
    public HeldBackFiles heldBack(Connection connection) throws SQLException {
        Map<Integer, Set<String>> byFolder = new HashMap<>();
        for (NamingColumn naming : columns) {
            if (naming.table().policy().holdsRowsBack()) {
                Set<ReferencedFile> held = new LinkedHashSet<>();
                read(connection, naming, naming.table().heldBackSql() + " t", name -> true, held);
                Set<String> names = byFolder.computeIfAbsent(naming.folder().number(), n -> new HashSet<>());
                held.forEach(file -> names.add(file.name()));
            }
        }
        for (NamingColumn naming : columns) {
            Set<String> held = byFolder.getOrDefault(naming.folder().number(), Set.of());
            if (!held.isEmpty()) {
                Set<ReferencedFile> travelling = new LinkedHashSet<>();
                read(connection, naming, naming.table().rowsSql() + " t", held::contains, travelling);
                travelling.forEach(file -> held.remove(file.name()));
            }
        }
        return new HeldBackFiles(byFolder);
    }

    /** Names in any row whose file is not there. */
    public Collection<ReferencedFile> missing(Connection connection) throws SQLException {
        Collection<ReferencedFile> names = new LinkedHashSet<>();
        for (NamingColumn naming : columns) {
            read(
                    connection,
                    naming,
                    naming.table().rowsSql() + " t",
                    name -> !naming.folder().hasFile(name),
                    names);
        }
        return names;
    }

    private static void read(
            Connection connection,
            NamingColumn naming,
            String rows,
            Predicate<String> wanted,
            Collection<ReferencedFile> into)
            throws SQLException {
        String column = "t." + Sql.quote(naming.column().name()) + "::text";
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(1000);
            try (ResultSet row = statement.executeQuery(
                    "SELECT DISTINCT " + column + " FROM " + rows + " WHERE " + column + " <> ''")) {
                while (row.next()) {
                    naming.folder()
                            .meant(row.getString(1))
                            .filter(wanted)
                            .ifPresent(name -> into.add(new ReferencedFile(naming.folder(), name, naming.written())));
                }
            }
        }
    }
}
