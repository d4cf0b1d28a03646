package io.dbferry.sender.policy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a policy must know of a table beyond its description.
 *
 * @param reads of each generated column, the columns that it is computed from
 * @param partitionedBy the table's partition keys as SQL
 * @param blurred columns whose collation takes different texts for equal ones
 */
record TableFacts(Map<String, Set<String>> reads, List<String> partitionedBy, Set<String> blurred) {
    static final TableFacts NONE = new TableFacts(Map.of(), List.of(), Set.of());

    private static final String GENERATED = """
            SELECT d.adrelid, a.attname, b.attname FROM pg_attrdef d
            JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum AND a.attgenerated <> ''
            JOIN pg_depend p ON p.classid = 'pg_attrdef'::regclass AND p.objid = d.oid
              AND p.refclassid = 'pg_class'::regclass AND p.refobjid = d.adrelid AND p.refobjsubid <> d.adnum
            JOIN pg_attribute b ON b.attrelid = d.adrelid AND b.attnum = p.refobjsubid""";

    private static final String PARTITIONED_BY = """
            SELECT coalesce(pg_partition_root(partrelid), partrelid)::oid, pg_get_partkeydef(partrelid)
            FROM pg_partitioned_table""";

    private static final String BLURRED = """
            SELECT a.attrelid, a.attname FROM pg_attribute a JOIN pg_collation c ON c.oid = a.attcollation
            WHERE NOT c.collisdeterministic AND a.attnum > 0 AND NOT a.attisdropped""";

    /** Of all tables that there is something to say of, by oid. */
    static Map<Long, TableFacts> read(Connection connection) throws SQLException {
        Map<Long, TableFacts> facts = new HashMap<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(GENERATED)) {
                while (row.next()) {
                    of(facts, row)
                            .reads()
                            .computeIfAbsent(row.getString(2), name -> new HashSet<>())
                            .add(row.getString(3));
                }
            }
            try (ResultSet row = statement.executeQuery(PARTITIONED_BY)) {
                while (row.next()) {
                    of(facts, row).partitionedBy().add(row.getString(2));
                }
            }
            try (ResultSet row = statement.executeQuery(BLURRED)) {
                while (row.next()) {
                    of(facts, row).blurred().add(row.getString(2));
                }
            }
        }
        return facts;
    }

    private static TableFacts of(Map<Long, TableFacts> facts, ResultSet row) throws SQLException {
        return facts.computeIfAbsent(
                row.getLong(1), oid -> new TableFacts(new HashMap<>(), new ArrayList<>(), new HashSet<>()));
    }
}
