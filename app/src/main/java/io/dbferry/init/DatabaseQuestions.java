package io.dbferry.init;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.PrivateFile;
import io.dbferry.init.ask.Answers;
import io.dbferry.init.ask.BadAnswer;
import io.dbferry.init.ask.Prompter;
import io.dbferry.init.ask.Question;
import io.dbferry.init.find.DatabaseAnswer;
import io.dbferry.init.find.FoundDatabase;
import io.dbferry.init.find.HostInfo;
import io.dbferry.init.find.OpenDatabase;
import io.dbferry.init.write.TableLines;
import io.dbferry.postgres.connect.DatabaseUrl;
import io.dbferry.text.ByteCount;
import io.dbferry.text.Count;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks for the database, opens it, and shows what is in it. */
final class DatabaseQuestions {
    private static final String DATABASES = """
            SELECT datname, CASE WHEN has_database_privilege(datname, 'CONNECT') THEN pg_database_size(datname) END
            FROM pg_database WHERE datallowconn AND NOT datistemplate AND datname <> 'postgres'
              AND has_database_privilege(datname, 'CONNECT') ORDER BY 1""";

    private final Prompter interview;
    private final HostInfo machine;
    private final OpenDatabase open;
    private final boolean force;
    private final LocalServers servers;

    /** @param force whether a password file is replaced */
    DatabaseQuestions(Prompter interview, HostInfo machine, OpenDatabase open, boolean force) {
        this.interview = interview;
        this.machine = machine;
        this.open = open;
        this.force = force;
        this.servers = new LocalServers(machine.role());
    }

    /** @param knownPassword from settings that were read */
    Optional<DatabaseAnswer> ask(Optional<String> knownPassword) throws IOException {
        Optional<String> url = interview.ask(
                new Question(
                        "--database",
                        "Database, by name or as postgresql://user@host:5432/name",
                        interview.isGiven("--database") ? null : ofThisMachine()),
                this::url);
        if (url.isEmpty()) {
            return Optional.empty();
        }
        Optional<Path> passwordFile = passwordFile(knownPassword, url.get());
        Optional<DatabaseAnswer> answer = look(url.get(), passwordFile);
        answer.flatMap(DatabaseAnswer::found).ifPresent(this::show);
        return answer;
    }

    /** @param original whether the original's settings were read, whose stream has always been called so */
    static Optional<String> stream(Prompter interview, Optional<DatabaseAnswer> database, boolean original) {
        String byDefault = original
                ? "transapp"
                : database.map(d -> Answers.nameOf(d.parsed().database())).orElse(null);
        return interview.ask(
                new Question("--stream", "Name of the stream, the same on both sides", byDefault), Answers::name);
    }

    private String url(String answer) throws BadAnswer {
        try {
            return answer.contains("://") ? servers.completed(answer) : servers.url(encoded(answer));
        } catch (DbferryException e) {
            throw new BadAnswer(String.valueOf(e.getMessage()).replaceFirst("cannot read database.url: ", ""));
        }
    }

    static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Shows the databases that can be opened without a password; the default if there is one alone. */
    private @org.jspecify.annotations.Nullable String ofThisMachine() {
        Map<String, Long> databases = new LinkedHashMap<>();
        for (String server : servers.maintenance()) {
            try (Connection connection = open.of(server, Optional.empty()).connect();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(DATABASES)) {
                while (row.next()) {
                    databases.put(servers.shown(server, encoded(row.getString(1))), row.getLong(2));
                }
            } catch (DbferryException | SQLException e) {
                interview.show(servers.refused(machine.user(), String.valueOf(e.getMessage())));
            }
        }
        if (databases.isEmpty()) {
            return null;
        }
        interview.show("databases on this machine that '" + machine.user() + "' can open:");
        databases.forEach((name, bytes) -> interview.show("  " + name + "  " + ByteCount.of(bytes)));
        return databases.size() == 1 ? databases.keySet().iterator().next() : null;
    }

    private Optional<Path> passwordFile(Optional<String> known, String url) throws IOException {
        Path file = machine.folder().resolve("password");
        if (interview.isGiven("--password-file")) {
            return interview.given(
                    new Question("--password-file", "File with the database's password", null), Answers::path);
        }
        if (machine.role().isPresent()) {
            boolean network = !DatabaseUrl.parse(url).isSocket();
            return network ? Optional.of(machine.home().resolve("database-password")) : Optional.empty();
        }
        if (known.isEmpty()) {
            return Optional.empty();
        }
        interview.show("The settings have the password of "
                + DatabaseUrl.parse(url).describe() + ". It is never written into the config.");
        boolean agreed = interview.yes(
                new Question("--write-password", "Write it to '" + file + "', mode 600 (yes or no)", "no"));
        if (!agreed) {
            interview.show("  not written anywhere; put it into ~/.pgpass, or a file for database.password-file");
            return Optional.empty();
        }
        write(file, known.get());
        return Optional.of(file);
    }

    private void write(Path file, String password) throws IOException {
        try {
            PrivateFile.write(file, password + "\n", force);
        } catch (FileAlreadyExistsException e) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot write the password to '" + file + "': it exists",
                    "--force replaces it; --password-file '" + file + "' uses it as it is",
                    e);
        }
        interview.show("  wrote the password to '" + file + "', mode 600; the config names only the file");
    }

    private Optional<DatabaseAnswer> look(String url, Optional<Path> passwordFile) throws IOException {
        try (Connection connection = open.of(url, passwordFile).connect()) {
            return Optional.of(new DatabaseAnswer(url, passwordFile, Optional.of(FoundDatabase.read(connection))));
        } catch (SQLException e) {
            refuseToGuess(url, "cannot look into the database: " + e.getMessage());
            interview.show("cannot look into the database: " + e.getMessage());
        } catch (DbferryException e) {
            refuseToGuess(url, String.valueOf(e.getMessage()));
            interview.show(String.valueOf(e.getMessage()));
            boolean wantsPassword = e.getCause() instanceof SQLException cause
                    && List.of("28P01", "08004").contains(String.valueOf(cause.getSQLState()));
            if (wantsPassword && passwordFile.isEmpty() && interview.isDialog()) {
                return withTypedPassword(url);
            }
        }
        interview.show("  going on without; what it has could not be looked at");
        return Optional.of(new DatabaseAnswer(url, passwordFile, Optional.empty()));
    }

    /** What is to be done by {@code --apply} depends on the tables. */
    private void refuseToGuess(String url, String cause) {
        if (machine.role().isPresent()) {
            DatabaseUrl parsed = DatabaseUrl.parse(url);
            throw new DbferryException(
                    Failure.CONFIG,
                    cause,
                    parsed.isSocket()
                            ? "Start PostgreSQL, or name another with --database"
                            : "Its superuser must be let in from here: put its password into /root/.pgpass, mode 600, as the line "
                                    + parsed.host() + ":" + parsed.port()
                                    + ":*:postgres:PASSWORD; --admin names a superuser other than postgres");
        }
    }

    private Optional<DatabaseAnswer> withTypedPassword(String url) throws IOException {
        Path file = machine.folder().resolve("password");
        Optional<String> typed =
                interview.secret("Password (not shown; goes to '" + file + "', mode 600; Enter for none): ");
        if (typed.isEmpty()) {
            return Optional.of(new DatabaseAnswer(url, Optional.empty(), Optional.empty()));
        }
        write(file, typed.get());
        return look(url, Optional.of(file));
    }

    private void show(FoundDatabase found) {
        interview.show("PostgreSQL " + found.version() + ", as role '" + found.role() + "', "
                + switch (found.tables().size()) {
                    case 0 -> "no tables";
                    case 1 -> "1 table:";
                    default -> Count.of(found.tables().size(), "table") + ":";
                });
        if (!found.tables().isEmpty()) {
            TableLines.of(found.tables()).forEach(interview::show);
        }
    }
}
