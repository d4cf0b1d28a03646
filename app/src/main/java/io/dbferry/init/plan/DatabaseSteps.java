package io.dbferry.init.plan;

import io.dbferry.init.find.FoundTable;
import io.dbferry.init.find.ShellWord;
import io.dbferry.init.step.Check;
import io.dbferry.init.step.ShellCommand;
import io.dbferry.init.step.Step;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.DatabaseUrl;
import io.dbferry.text.Count;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What gives a role what its side needs and no more. Statements may be run twice. */
public final class DatabaseSteps {
    /** What a side does with the rows of a table, and with its sequences. */
    public enum Rights {
        READ("SELECT", "SELECT"),
        WRITE("SELECT, INSERT, UPDATE, DELETE", "USAGE, SELECT, UPDATE");

        private final String table;
        private final String sequence;

        Rights(String table, String sequence) {
            this.table = table;
            this.sequence = sequence;
        }
    }

    private static final String HINT = "PostgreSQL must run, and let its superuser in from this machine";

    private final String name;
    private final String role;
    private final DatabaseUrl url;
    private final String superuser;
    private final Optional<String> admin;

    /** @param superuser who owns the server's socket: the user of this machine, and the role of that name */
    public DatabaseSteps(String role, DatabaseUrl url, String superuser) {
        this(role, url, superuser, Optional.empty());
    }

    private DatabaseSteps(String role, DatabaseUrl url, String superuser, Optional<String> admin) {
        this.name = role;
        this.role = Sql.quote(role);
        this.url = url;
        this.superuser = superuser;
        this.admin = admin;
    }

    /**
     * For a server on another machine, where root's password file lets in.
     *
     * @param admin the database's URL as a superuser
     */
    public static DatabaseSteps overNetwork(DatabaseUrl url, String admin) {
        return new DatabaseSteps(url.user(), url, "", Optional.of(admin));
    }

    /**
     * A password of the role, which only the user of this machine can read; kept if it opens the database already.
     *
     * @param config the database's URL in the config
     */
    public List<Step> password(Path file, String user, String config) {
        String path = file.toString();
        ShellCommand login = ShellCommand.of(
                        "sh",
                        "-c",
                        "PGPASSWORD=$(cat \"$1\") exec psql -X -w -At -d \"$2\" -c 'SELECT true'",
                        "sh",
                        path,
                        config)
                .as(user);
        Step password = step(
                "give the role '" + name + "' the password in '" + path + "'",
                "",
                "\\set password `cat " + ShellWord.of(path) + "`\n"
                        // Not into the server's log.
                        + "DO $$ BEGIN PERFORM set_config('log_statement', 'none', false);"
                        + " EXCEPTION WHEN insufficient_privilege THEN END $$;\n"
                        + "ALTER ROLE " + role + " PASSWORD :'password';",
                "");
        return List.of(
                new Step(
                        "write a password into '" + path + "'",
                        List.of(Check.succeeds(
                                ShellCommand.of("test", "-s", path).as(user))),
                        List.of(ShellCommand.of(
                                        "sh", "-c", "umask 077; head -c 24 /dev/urandom | base64 > \"$1\"", "sh", path)
                                .as(user)),
                        List.of(ShellCommand.of("rm", "-f", path)),
                        "The user " + user + " must be able to write there"),
                new Step(
                        password.title(),
                        List.of(Check.prints("t", login)),
                        password.commands(),
                        List.of(),
                        "pg_hba.conf of " + url.host() + " must let '" + name + "' in from this machine by password"));
    }

    /** A sender reads, and partials keep keys in temporary tables. */
    public List<Step> reading(List<FoundTable> tables, boolean all) {
        List<Step> steps = new ArrayList<>(List.of(role(), connect()));
        steps.addAll(tables(tables, all, Rights.READ));
        return steps;
    }

    /** A receiver writes rows, and has a schema of its own. */
    public List<Step> writing(List<FoundTable> tables, boolean all) {
        List<Step> steps = ledger();
        steps.addAll(tables(tables, all, Rights.WRITE));
        return steps;
    }

    /** What a receiver needs before it knows any table. */
    public List<Step> ledger() {
        String exists = "SELECT nspowner = " + roleLiteral() + " FROM pg_namespace WHERE nspname = 'dbferry';";
        return new ArrayList<>(List.of(
                role(),
                connect(),
                step(
                        "create the schema 'dbferry' for the ledger",
                        exists,
                        "CREATE SCHEMA IF NOT EXISTS dbferry AUTHORIZATION " + role + ";",
                        "DROP SCHEMA IF EXISTS dbferry CASCADE;")));
    }

    /**
     * Rights on these tables and what belongs to them.
     *
     * @param all whether tables that are made later are meant too
     */
    public List<Step> tables(List<FoundTable> tables, boolean all, Rights rights) {
        List<Step> steps = new ArrayList<>();
        if (tables.isEmpty()) {
            return steps;
        }
        steps.add(schemas(tables));
        steps.add(grants(tables, rights));
        List<String> owners = new ArrayList<>();
        tables.stream().map(FoundTable::owner).distinct().sorted().forEach(owners::add);
        owners.remove(name);
        if (all) {
            for (String owner : owners) {
                schemasOf(tables, owner).forEach(schema -> steps.add(defaults(owner, schema, rights)));
            }
        }
        return steps;
    }

    private Step role() {
        return step(
                "create the role '" + name + "'",
                "SELECT rolcanlogin FROM pg_roles WHERE rolname = " + Sql.literal(name) + ";",
                "DO $$ BEGIN CREATE ROLE " + role + " LOGIN; EXCEPTION WHEN duplicate_object THEN END $$;",
                "DROP ROLE IF EXISTS " + role + ";");
    }

    private Step connect() {
        String database = Sql.quote(url.database());
        return step(
                "let the role '" + name + "' connect to the database '" + url.database() + "'",
                "SELECT has_database_privilege(" + Sql.literal(name) + ", current_database(), 'CONNECT')"
                        + " AND has_database_privilege(" + Sql.literal(name) + ", current_database(), 'TEMPORARY');",
                "GRANT CONNECT, TEMPORARY ON DATABASE " + database + " TO " + role + ";",
                "REVOKE CONNECT, TEMPORARY ON DATABASE " + database + " FROM " + role + ";");
    }

    private Step schemas(List<FoundTable> tables) {
        TreeSet<String> schemas = schemasOf(tables, null);
        String names = schemas.stream().map(Sql::quote).collect(Collectors.joining(", "));
        String check = "SELECT "
                + schemas.stream()
                        .map(schema ->
                                "has_schema_privilege(" + Sql.literal(name) + ", " + Sql.literal(schema) + ", 'USAGE')")
                        .collect(Collectors.joining(" AND "))
                + ";";
        return step(
                "let the role '" + name + "' use the " + (schemas.size() == 1 ? "schema " : "schemas ")
                        + String.join(", ", schemas),
                check,
                "GRANT USAGE ON SCHEMA " + names + " TO " + role + ";",
                "REVOKE USAGE ON SCHEMA " + names + " FROM " + role + ";");
    }

    private Step grants(List<FoundTable> tables, Rights rights) {
        List<String> names = tables.stream()
                .flatMap(t -> Stream.concat(Stream.of(t.table().name()), t.table().partitions().stream()))
                .map(TableName::sql)
                .toList();
        List<String> sequences =
                tables.stream().flatMap(t -> t.sequences().stream()).toList();
        String grant = "GRANT " + rights.table + " ON TABLE" + lines(names) + "TO " + role + ";\n";
        String revoke = "REVOKE " + rights.table + " ON TABLE" + lines(names) + "FROM " + role + ";\n";
        String check = missing("table", rights.table, names);
        if (!sequences.isEmpty()) {
            grant += "GRANT " + rights.sequence + " ON SEQUENCE" + lines(sequences) + "TO " + role + ";\n";
            revoke += "REVOKE " + rights.sequence + " ON SEQUENCE" + lines(sequences) + "FROM " + role + ";\n";
            check += " AND " + missing("sequence", rights.sequence, sequences);
        }
        String what = rights == Rights.READ ? "read" : "write";
        return step(
                "let the role '" + name + "' " + what + " " + Count.of(names.size(), "table"),
                "SELECT " + check + ";",
                grant.strip(),
                revoke.strip());
    }

    private static String lines(List<String> names) {
        return "\n  " + String.join(",\n  ", names) + "\n";
    }

    /** That no relation lacks one of these privileges. */
    private String missing(String kind, String privileges, List<String> relations) {
        String each = java.util.Arrays.stream(privileges.split(", "))
                .map(one -> "has_" + kind + "_privilege(" + Sql.literal(name) + ", r::regclass, '" + one + "')")
                .collect(Collectors.joining(" AND "));
        return "NOT EXISTS (SELECT FROM unnest(ARRAY["
                + relations.stream().map(Sql::literal).collect(Collectors.joining(", ")) + "]) r WHERE NOT (" + each
                + "))";
    }

    /** For tables that their owner makes later. */
    private Step defaults(String owner, String schema, Rights rights) {
        String begin =
                "ALTER DEFAULT PRIVILEGES FOR ROLE " + Sql.quote(owner) + " IN SCHEMA " + Sql.quote(schema) + " ";
        String check = "SELECT count(*) = 2 FROM pg_default_acl d, aclexplode(d.defaclacl) a WHERE d.defaclrole = "
                + Sql.literal(Sql.quote(owner)) + "::regrole AND d.defaclnamespace = "
                + Sql.literal(Sql.quote(schema)) + "::regnamespace AND d.defaclobjtype IN ('r', 'S') AND a.grantee = "
                + roleLiteral() + " AND a.privilege_type = '" + (rights == Rights.READ ? "SELECT" : "UPDATE") + "';";
        return step(
                "let the role '" + name + "' use what '" + owner + "' will make in the schema " + schema,
                check,
                begin + "GRANT " + rights.table + " ON TABLES TO " + role + ";\n" + begin + "GRANT " + rights.sequence
                        + " ON SEQUENCES TO " + role + ";",
                begin + "REVOKE " + rights.table + " ON TABLES FROM " + role + ";\n" + begin + "REVOKE "
                        + rights.sequence + " ON SEQUENCES FROM " + role + ";");
    }

    private String roleLiteral() {
        return Sql.literal(role) + "::regrole";
    }

    private static TreeSet<String> schemasOf(List<FoundTable> tables, @org.jspecify.annotations.Nullable String owner) {
        TreeSet<String> schemas = new TreeSet<>();
        tables.stream()
                .filter(t -> owner == null || t.owner().equals(owner))
                .forEach(t -> schemas.add(t.table().name().schema()));
        return schemas;
    }

    /** A step of one transaction. */
    public Step step(String title, String check, String statements, String undo) {
        return new Step(
                title,
                List.of(Check.prints("t", psql("-At").reading(check + "\n"))),
                List.of(psql().reading(statements + "\n")),
                undo.isEmpty() ? List.of() : List.of(psql().reading(undo + "\n")),
                HINT);
    }

    private ShellCommand psql(String... more) {
        List<String> words = new ArrayList<>(List.of("psql", "-X", "-w", "-v", "ON_ERROR_STOP=1"));
        words.addAll(List.of(more));
        if (admin.isPresent()) {
            words.addAll(List.of("-d", admin.get()));
            return new ShellCommand(words, "");
        }
        if (!url.isSocket() || !url.host().equals("/var/run/postgresql")) {
            words.addAll(List.of("-h", url.host()));
        }
        if (!url.isSocket() || url.port() != 5432) {
            words.addAll(List.of("-p", String.valueOf(url.port())));
        }
        if (!url.isSocket()) {
            words.remove("-w"); // whoever pastes it types the password
            words.addAll(List.of("-U", "postgres"));
        }
        words.addAll(List.of("-d", url.database()));
        ShellCommand command = new ShellCommand(words, "");
        return url.isSocket() ? command.as(superuser) : command;
    }
}
