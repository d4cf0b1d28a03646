package io.dbferry.init.write;

import io.dbferry.init.find.FoundTable;
import io.dbferry.init.find.ShellWord;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.connect.DatabaseUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The statements that give a role what its side needs and no more. */
final class Grants {
    private final String role;
    private final DatabaseUrl url;
    private final List<FoundTable> tables;

    /** @param tables what is to be granted, or none if the database could not be looked into */
    Grants(String role, DatabaseUrl url, List<FoundTable> tables) {
        this.role = Sql.quote(role);
        this.url = url;
        this.tables = List.copyOf(tables);
    }

    /** For a sender: it only reads, and partials keep keys in temporary tables. */
    List<String> reading() {
        List<String> lines = begin();
        for (String schema : schemas()) {
            lines.add("GRANT USAGE ON SCHEMA " + schema + " TO " + role + ";");
            lines.add("GRANT SELECT ON ALL TABLES IN SCHEMA " + schema + " TO " + role + ";");
            lines.add("GRANT SELECT ON ALL SEQUENCES IN SCHEMA " + schema + " TO " + role + ";");
            for (String owner : owners()) {
                String forOwner = "ALTER DEFAULT PRIVILEGES FOR ROLE " + owner + " IN SCHEMA " + schema;
                lines.add(forOwner + " GRANT SELECT ON TABLES TO " + role + ";");
                lines.add(forOwner + " GRANT SELECT ON SEQUENCES TO " + role + ";");
            }
        }
        return wrapped(lines);
    }

    /** For a receiver: it writes rows, and has a schema of its own. */
    List<String> writing() {
        List<String> lines = begin();
        lines.add("CREATE SCHEMA IF NOT EXISTS dbferry AUTHORIZATION " + role + ";");
        for (String schema : schemas()) {
            lines.add("GRANT USAGE ON SCHEMA " + schema + " TO " + role + ";");
            lines.add("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA " + schema + " TO " + role + ";");
            lines.add("GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA " + schema + " TO " + role + ";");
            for (String owner : owners()) {
                String forOwner = "ALTER DEFAULT PRIVILEGES FOR ROLE " + owner + " IN SCHEMA " + schema;
                lines.add(forOwner + " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO " + role + ";");
                lines.add(forOwner + " GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO " + role + ";");
            }
        }
        for (String owner : owners()) {
            lines.add("-- for a faster first load, all rights of the tables' owner: GRANT " + owner + " TO " + role
                    + ";");
        }
        return wrapped(lines);
    }

    private List<String> begin() {
        return new ArrayList<>(List.of(
                "DO $$ BEGIN CREATE ROLE " + role + " LOGIN; EXCEPTION WHEN duplicate_object THEN END $$;",
                "GRANT CONNECT, TEMPORARY ON DATABASE " + Sql.quote(url.database()) + " TO " + role + ";"));
    }

    private TreeSet<String> schemas() {
        TreeSet<String> schemas = new TreeSet<>();
        tables.forEach(t -> schemas.add(Sql.quote(t.table().name().schema())));
        if (schemas.isEmpty()) {
            schemas.add(Sql.quote("public"));
        }
        return schemas;
    }

    private TreeSet<String> owners() {
        TreeSet<String> owners = new TreeSet<>();
        tables.forEach(t -> owners.add(Sql.quote(t.owner())));
        owners.remove(role);
        return owners;
    }

    private List<String> wrapped(List<String> statements) {
        List<String> lines = new ArrayList<>(List.of(psql() + " <<'SQL'"));
        lines.addAll(statements);
        lines.add("SQL");
        return lines;
    }

    private String psql() {
        String database = ShellWord.of(url.database());
        if (url.isSocket()) {
            String where = (url.host().equals("/var/run/postgresql") ? "" : " -h " + ShellWord.of(url.host()))
                    + (url.port() == 5432 ? "" : " -p " + url.port());
            return "runuser -u postgres -- psql" + where + " -d " + database;
        }
        return "psql -h " + ShellWord.of(url.host()) + " -p " + url.port() + " -U postgres -d " + database;
    }
}
