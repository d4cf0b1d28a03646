package io.dbferry.postgres.connect;

import io.dbferry.text.Printable;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A function of the application did not find what it names without a schema, as our sessions have an empty search_path: one of an
 * event trigger, say.
 *
 * @param where its line of the server's CONTEXT, which quotes no values
 * @param function as ALTER FUNCTION takes it
 */
record UnnamedSchema(String where, String function) {
    /** undefined_function, undefined_table, undefined_object. */
    private static final Set<String> NOT_FOUND = Set.of("42883", "42P01", "42704");

    /** With its schema, which PostgreSQL prints where the search_path does not have it. */
    private static final Pattern FUNCTION = Pattern.compile(
            "^PL/pgSQL function ((?:\"[^\"]+\"|[^\\s.\"]+)\\.[^(]+\\([^)]*\\)) line.*$", Pattern.MULTILINE);

    static Optional<UnnamedSchema> of(SQLException e) {
        ServerErrorMessage server = e instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
        String context =
                server == null || !NOT_FOUND.contains(String.valueOf(server.getSQLState())) ? null : server.getWhere();
        if (context == null) {
            return Optional.empty();
        }
        Matcher function = FUNCTION.matcher(context);
        return function.find()
                ? Optional.of(new UnnamedSchema(Printable.line(function.group()), Printable.line(function.group(1))))
                : Optional.empty();
    }

    String hint() {
        return "Fix what the message names, or let the function find it without the application's search_path: ALTER FUNCTION "
                + function + " SET search_path = ...";
    }
}
