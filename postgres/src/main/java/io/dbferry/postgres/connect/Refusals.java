package io.dbferry.postgres.connect;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.text.Printable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Tells an {@link SQLException} in plain words, with the hint for its SQLSTATE (<a
 * href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL's appendix A</a>).
 */
final class Refusals {
    private static final String PASSWORD_HINT = "Put the password into ~/.pgpass, PGPASSWORD or database.password-file";
    /**
     * foreign_key_violation, unique_violation, exclusion_violation name a key, dependent_objects_still_exist names views and
     * such: what others quote are whole rows, for nobody's eyes.
     */
    private static final Set<String> TELL_MORE = Set.of("23503", "23505", "23P01", "2BP01");

    /** A key may be of any length. */
    private static final int DETAIL_LENGTH = 200;

    private static final Pattern SCHEMA_DENIED = Pattern.compile("permission denied for schema (\\S+)");

    private static final Pattern SETTING_DENIED = Pattern.compile("permission denied to set parameter \"(\\w+)\"");

    private final DatabaseUrl url;
    /**
     * Classes of SQLSTATEs whose messages name objects and limits, not values: connections, transactions, rights, syntax,
     * resources, operators' intervention, the system.
     */
    private static final Set<String> WITHOUT_VALUES =
            Set.of("08", "25", "28", "3D", "3F", "40", "42", "53", "54", "55", "57", "58");

    private final Failure failure;
    private final boolean discreet;

    /** @param discreet whether what may quote a row is kept back */
    Refusals(DatabaseUrl url, Failure failure, boolean discreet) {
        this.url = url;
        this.failure = failure;
        this.discreet = discreet;
    }

    /** Whether they are of a database that is written to. */
    boolean ofTarget() {
        return failure == Failure.TARGET_DATABASE;
    }

    Refusals discreet() {
        return new Refusals(url, failure, true);
    }

    DbferryException connecting(SQLException e) {
        String message = "cannot connect to database '" + url.describe() + "': " + cause(e);
        return new DbferryException(failure, message, connectHint(state(e), message), e);
    }

    DbferryException executing(String what, SQLException e) {
        String state = state(e);
        if (discreet && !WITHOUT_VALUES.contains(state.substring(0, Math.min(2, state.length())))) {
            return new DbferryException(
                    failure,
                    "cannot " + what + ": PostgreSQL reports SQLSTATE " + state
                            + ", and what it says may quote a value that policy holds back",
                    "Look into the log of the database's server",
                    null);
        }
        String message = "cannot " + what + ": " + Printable.line(cause(e));
        Failure kind = state.equals("53100") ? Failure.DISK_SPACE : failure;
        Optional<UnnamedSchema> unnamed = UnnamedSchema.of(e);
        return unnamed.isPresent()
                ? new DbferryException(
                        kind,
                        message + ", in " + unnamed.get().where(),
                        unnamed.get().hint(),
                        e)
                : new DbferryException(kind, message, executeHint(state, message), e);
    }

    /** A pooler that is not in session mode stands before the database. */
    DbferryException pooler(String cause, @Nullable SQLException e) {
        return new DbferryException(
                failure,
                "cannot use database '" + url.describe() + "': a connection pooler stands before it, and " + cause,
                "Name PostgreSQL's own host and port in database.url, or a pool in session mode with at least 4"
                        + " connections free (PgBouncer: pool_mode = session)",
                e);
    }

    /**
     * With the key that a constraint refused, and the first line of the server's CONTEXT, which says where in the
     * receiver's own functions it failed.
     */
    DbferryException executingWithContext(String what, SQLException e) {
        DbferryException plain = executing(what, e);
        if (!discreet && UnnamedSchema.of(e).isPresent()) {
            return plain;
        }
        ServerErrorMessage server = e instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
        String context = server == null ? null : server.getWhere();
        String hint = plain.hint() != null || server == null ? plain.hint() : withoutFullStop(server.getHint());
        return new DbferryException(
                plain.failure(),
                plain.getMessage()
                        + (TELL_MORE.contains(state(e)) && server != null ? detail(server.getDetail()) : "")
                        + (context == null
                                ? ""
                                : ", in "
                                        + Printable.line(
                                                context.lines().findFirst().orElse(""))),
                hint != null ? hint : "Fix what the message names in this database, and the next load tries again",
                e);
    }

    private static @Nullable String withoutFullStop(@Nullable String sentence) {
        return sentence != null && sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private static String detail(@Nullable String sentence) {
        if (sentence == null) {
            return "";
        }
        String line = inHouseStyle(Printable.line(sentence));
        return ": " + (line.length() > DETAIL_LENGTH ? line.substring(0, DETAIL_LENGTH) + "..." : line);
    }

    private static String state(SQLException e) {
        String state = e.getSQLState();
        return state == null ? "" : state;
    }

    private String cause(SQLException e) {
        if (e instanceof PSQLException postgres) {
            ServerErrorMessage server = postgres.getServerErrorMessage();
            if (server != null && server.getMessage() != null) {
                return server.getMessage();
            }
        }
        if (e.getCause() instanceof UnknownHostException) {
            return "unknown host '" + url.host() + "'";
        }
        if (e.getCause() instanceof SocketTimeoutException) {
            return "no answer in time";
        }
        if (e.getCause() instanceof ConnectException) {
            return "connection refused";
        }
        if (state(e).equals("08004") && String.valueOf(e.getMessage()).contains("password is")) {
            return "the server asks for a password and none was found";
        }
        Throwable said = e.getCause() instanceof IOException io && io.getMessage() != null ? io : e;
        return inHouseStyle(String.valueOf(said.getMessage()));
    }

    /** The driver's own texts are sentences; a cause starts in lower case and has no full stop. */
    private static String inHouseStyle(String sentence) {
        String text = sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
        boolean word = text.length() > 1 && Character.isLowerCase(text.charAt(1));
        return word ? Character.toLowerCase(text.charAt(0)) + text.substring(1) : text;
    }

    private @Nullable String connectHint(String state, String message) {
        return switch (state) {
            case "28P01", "08004" -> PASSWORD_HINT;
            case "28000" -> roleHint(message);
            case "3D000" ->
                "As a superuser: CREATE DATABASE " + quoted(url.database()) + "; or name another in database.url";
            case "42501" -> connectRightHint(message);
            case "53300" -> "Wait for connections to close, or raise max_connections there";
            case "57P03" -> "Wait until the server has started, or stopped and started";
            case "08001", "08006" ->
                "Check that PostgreSQL runs there (systemctl status postgresql), and that database.url is right";
            default -> null;
        };
    }

    private String connectRightHint(String message) {
        Matcher setting = SETTING_DENIED.matcher(message);
        String database = quoted(url.database());
        String role = quoted(url.user());
        if (!setting.find()) {
            return "As the database's owner: GRANT CONNECT ON DATABASE " + database + " TO " + role;
        }
        String reset = " RESET " + setting.group(1);
        return "Somebody has set it for the database or the role. As a superuser: ALTER DATABASE " + database + reset
                + "; ALTER ROLE " + role + reset + "; ALTER ROLE " + role + " IN DATABASE " + database + reset;
    }

    private String roleHint(String message) {
        if (message.contains("does not exist")) {
            return "As a superuser: CREATE ROLE " + quoted(url.user()) + " LOGIN";
        }
        if (message.contains("eer authentication")) {
            return "Run it as the user " + url.user() + ", or name this user's role in database.url";
        }
        return "Let the role in by a line of pg_hba.conf on that server, such as: host " + url.database() + " "
                + url.user() + " samenet scram-sha-256; then SELECT pg_reload_conf()";
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private @Nullable String executeHint(String state, String message) {
        return switch (state) {
            case "42501" -> grantHint(message);
            case "54000" ->
                "A row is too large for the server; leave its table out with exclude in the config, or store such values as files";
            case "53100" -> "Free space on the disk of the database's server";
            case "08003", "08006", "57P01", "57P02" -> "The connection broke; see the server's log, then run it again";
            case "53200" ->
                "If it is shared memory: raise max_locks_per_transaction in postgresql.conf of that server to at least"
                        + " the number of tables, partitions and indexes divided by max_connections, and restart it";
            case "25006" ->
                "Name the primary server in database.url if this is a standby"
                        + (ofTarget() ? "" : ", from which completes alone can come")
                        + "; else as a superuser: ALTER ROLE " + quoted(url.user())
                        + " RESET default_transaction_read_only";
            case "40001", "40P01", "55P03" -> "Another session was in the way; run it again";
            default -> null;
        };
    }

    private String grantHint(String message) {
        String role = '"' + url.user().replace("\"", "\"\"") + '"';
        if (message.contains("row-level security")) {
            return "Let the role see all rows: ALTER ROLE " + role + " BYPASSRLS";
        }
        Matcher schema = SCHEMA_DENIED.matcher(message);
        if (schema.find()) {
            return "As the schema's owner: GRANT USAGE ON SCHEMA " + schema.group(1) + " TO " + role;
        }
        boolean source = failure == Failure.SOURCE_DATABASE;
        if (message.contains("create temporary tables") || source && message.contains("denied for database")) {
            return "As the database's owner: GRANT " + (message.contains("temporary") ? "TEMPORARY" : "CREATE")
                    + " ON DATABASE " + quoted(url.database()) + " TO " + role;
        }
        if (message.contains("denied for database")) {
            return "As the database's owner: CREATE SCHEMA dbferry AUTHORIZATION " + role;
        }
        if (message.contains("sequence")) {
            return "As the sequences' owner: GRANT " + (source ? "SELECT" : "USAGE, SELECT, UPDATE")
                    + " ON ALL SEQUENCES IN SCHEMA public TO " + role;
        }
        return "As the tables' owner: GRANT " + (source ? "SELECT" : "SELECT, INSERT, UPDATE, DELETE")
                + " ON ALL TABLES IN SCHEMA public TO " + role + "; for others, see dbferry check";
    }
}
