package io.dbferry.check.database;

import io.dbferry.postgres.catalog.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tables and sequences on which rights are missing, with one GRANT for all that miss the same: a role that was just made
 * misses everything on every table.
 */
final class DeniedTables {
    private static final int MOST_NAMED = 3;

    /** What is missing, and on what. */
    private record Missing(Relation relation, String rights) {}

    /** What a GRANT can be for. */
    enum Relation {
        TABLE("table", "ON"),
        SEQUENCE("sequence", "ON SEQUENCE");

        private final String word;
        private final String sql;

        Relation(String word, String sql) {
            this.word = word;
            this.sql = sql;
        }
    }

    private final Map<Missing, List<TableName>> byRights = new LinkedHashMap<>();

    /** @param rights as a GRANT names them: {@code SELECT, UPDATE} */
    void add(Relation relation, String rights, TableName name) {
        byRights.computeIfAbsent(new Missing(relation, rights), r -> new ArrayList<>())
                .add(name);
    }

    /** Takes what is missing on some tables: their names for the eye, and the GRANT without the role. */
    interface Told {
        void tell(String tables, String grant);
    }

    void tell(Told told) {
        byRights.forEach((missing, names) -> {
            String what = missing.relation().word;
            String grant = missing.rights() + " " + missing.relation().sql + " "
                    + names.stream().map(TableName::sql).collect(Collectors.joining(", "));
            told.tell(what + (names.size() == 1 ? " '" + names.get(0) + "'" : "s " + named(names)), grant);
        });
    }

    private static String named(List<TableName> names) {
        String first = names.stream().limit(MOST_NAMED).map(n -> "'" + n + "'").collect(Collectors.joining(", "));
        return names.size() > MOST_NAMED ? first + " and " + (names.size() - MOST_NAMED) + " more" : first;
    }
}
