package io.dbferry.sender.change.deletes;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.sender.change.ChangedKeys.KeyReader;
import io.dbferry.sender.change.KeyComparator;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Gives keys of a table, in the order of its {@link KeyComparator}. */
interface KeySource {
    void forEachKey(Table table, KeyReader reader) throws SQLException, IOException;

    /** The keys of all rows in the connection's snapshot. */
    static KeySource of(Connection snapshot) {
        return (table, reader) -> {
            try (Statement statement = snapshot.createStatement()) {
                statement.setFetchSize(5000);
                try (ResultSet row = statement.executeQuery(new KeyComparator(table).keys())) {
                    while (row.next()) {
                        List<String> key = new ArrayList<>();
                        for (int i = 1; i <= table.key().size(); i++) {
                            key.add(row.getString(i));
                        }
                        reader.take(key);
                    }
                }
            }
        };
    }
}
