package io.dbferry.receiver.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Which types a database has. */
public interface TypesHere {
    /** @param type of a form that {@link TypeText} knows */
    boolean has(String type) throws SQLException;

    /** Those that the database's catalog knows, whatever their arguments. */
    static TypesHere of(Connection connection) {
        return type -> {
            try (PreparedStatement statement = connection.prepareStatement("SELECT to_regtype(?) IS NOT NULL")) {
                statement.setString(1, type);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getBoolean(1);
                }
            }
        };
    }
}
