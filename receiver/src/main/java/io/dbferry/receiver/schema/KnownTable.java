package io.dbferry.receiver.schema;

import io.dbferry.postgres.catalog.TableName;
import java.util.Map;

/**
 * A table here as the sender had it when its rows were last written.
 *
 * @param number the sender's, which a new name does not change
 * @param columns their names by the sender's numbers of them
 */
public record KnownTable(TableName name, long number, Map<Integer, String> columns) {
    public KnownTable {
        columns = Map.copyOf(columns);
    }
}
