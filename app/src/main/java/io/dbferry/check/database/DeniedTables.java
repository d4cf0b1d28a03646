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

    private final Map<String, List<TableName>> byRights = new LinkedHashMap<>();

    /** @param rights what a GRANT names, up to {@code ON} or {@code ON SEQUENCE} */
    void add(String rights, TableName name) {
        byRights.computeIfAbsent(rights, r -> new ArrayList<>()).add(name);
    }

    /** Takes what is missing on some tables: their names for the eye, and the GRANT without the role. */
    interface Told {
        void tell(String tables, String grant);
    }

    void tell(Told told) {
        byRights.forEach((rights, names) -> {
            String what = rights.endsWith(" SEQUENCE") ? "sequence" : "table";
            String grant = rights + " " + names.stream().map(TableName::sql).collect(Collectors.joining(", "));
            told.tell(what + (names.size() == 1 ? " '" + names.get(0) + "'" : "s " + named(names)), grant);
        });
    }

    private static String named(List<TableName> names) {
        String first = names.stream().limit(MOST_NAMED).map(n -> "'" + n + "'").collect(Collectors.joining(", "));
        return names.size() > MOST_NAMED ? first + " and " + (names.size() - MOST_NAMED) + " more" : first;
    }
}
