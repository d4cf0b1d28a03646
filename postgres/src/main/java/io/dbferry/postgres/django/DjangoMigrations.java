package io.dbferry.postgres.django;

import io.dbferry.postgres.catalog.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Django's table of the migrations that are applied in a database. */
public final class DjangoMigrations {
    public static final TableName TABLE = new TableName("public", "django_migrations");

    private DjangoMigrations() {}

    /** Those that are applied, as {@code app.name}, in their order; empty where there are none, or this role may not read them. */
    public static List<String> applied(Connection connection) throws SQLException {
        List<String> applied = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(
                    "SELECT coalesce(has_table_privilege(to_regclass('" + TABLE.sql() + "'), 'SELECT'), false)")) {
                row.next();
                if (!row.getBoolean(1)) {
                    return applied;
                }
            }
            try (ResultSet row =
                    statement.executeQuery("SELECT app || '.' || name FROM " + TABLE.sql() + " ORDER BY id")) {
                while (row.next()) {
                    applied.add(row.getString(1));
                }
            }
        }
        return applied;
    }
}
