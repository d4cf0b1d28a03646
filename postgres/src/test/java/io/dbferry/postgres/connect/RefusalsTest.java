package io.dbferry.postgres.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class RefusalsTest {
    private static final DatabaseUrl URL = new DatabaseUrl("a\"b", "db.example.org", 5432, "viz", Map.of());
    private static final Refusals SOURCE = new Refusals(URL, Failure.SOURCE_DATABASE, false);
    private static final Refusals TARGET = new Refusals(URL, Failure.TARGET_DATABASE, false);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            28P01 | Put the password into ~/.pgpass
            08004 | Put the password into ~/.pgpass
            3D000 | As a superuser: CREATE DATABASE "viz"
            42501 | As the database's owner: GRANT CONNECT ON DATABASE "viz" TO "a""b"
            53300 | Wait for connections to close
            57P03 | Wait until the server has started
            08001 | Check that PostgreSQL runs there
            28000 | Let the role in by a line of pg_hba.conf""")
    void eachWayInThatIsShutHasItsHint(String state, String hint) {
        assertThat(SOURCE.connecting(new SQLException("No.", state)).hint()).startsWith(hint);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            42P01 | PL/pgSQL function public.ev() line 1 at SQL statement                  | public.ev()
            42883 | PL/pgSQL function "a b"."c d"(text,integer) line 2 at RETURN           | "a b"."c d"(text,integer)
            42P01 | PL/pgSQL function ev() line 1 at SQL statement                         | -
            23505 | PL/pgSQL function public.ev() line 1 at SQL statement                  | -""")
    void aFunctionThatNamesNoSchemasIsNamedWithWhatHelps(String state, String where, String function) {
        PSQLException missing = new PSQLException(
                new ServerErrorMessage("C" + state + "\0Mno x\0WSQL statement \"x\"\n" + where + "\0"));

        for (Refusals discreet : new Refusals[] {SOURCE, SOURCE.discreet()}) {
            DbferryException refused = discreet.executing("dump partial", missing);
            if (function == null) {
                assertThat(String.valueOf(refused.hint())).doesNotContain("search_path");
            } else {
                assertThat(refused).hasMessage("cannot dump partial: no x, in " + where);
                assertThat(refused.hint())
                        .isEqualTo("Fix what the message names, or let the function find it without the application's"
                                + " search_path: ALTER FUNCTION " + function + " SET search_path = ...");
            }
        }
    }

    @Test
    void rolesThatAreMissingOrOthersAreToldApart() {
        assertThat(SOURCE.connecting(new SQLException("role \"x\" does not exist", "28000"))
                        .hint())
                .isEqualTo("As a superuser: CREATE ROLE \"a\"\"b\" LOGIN");
        assertThat(SOURCE.connecting(new SQLException("Peer authentication failed", "28000"))
                        .hint())
                .startsWith("Run it as the user a\"b");
    }

    @Test
    void aSettingThatTheRoleMayNotChangeIsReset() {
        SQLException denied = new SQLException("permission denied to set parameter \"zero_damaged_pages\"", "42501");

        assertThat(TARGET.connecting(denied).hint())
                .isEqualTo(
                        "Somebody has set it for the database or the role. As a superuser: ALTER DATABASE \"viz\" RESET"
                                + " zero_damaged_pages; ALTER ROLE \"a\"\"b\" RESET zero_damaged_pages; ALTER ROLE \"a\"\"b\" IN"
                                + " DATABASE \"viz\" RESET zero_damaged_pages");
    }

    @Test
    void aCauseIsToldWithoutTheDriversPhrases() {
        String cannot = "cannot connect to database '" + URL.describe() + "': ";
        assertThat(SOURCE.connecting(new SQLException("x", "08001", new UnknownHostException())))
                .hasMessage(cannot + "unknown host 'db.example.org'");
        assertThat(SOURCE.connecting(new SQLException("x", "08001", new SocketTimeoutException())))
                .hasMessage(cannot + "no answer in time");
        assertThat(SOURCE.connecting(new SQLException("x", "08001", new ConnectException())))
                .hasMessage(cannot + "connection refused");
        assertThat(SOURCE.connecting(new SQLException("no password is given", "08004")))
                .hasMessage(cannot + "the server asks for a password and none was found");
        assertThat(SOURCE.connecting(new SQLException("The server said no.", "XX000")))
                .hasMessage(cannot + "the server said no");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            permission denied for table t | As the tables' owner: GRANT SELECT ON ALL TABLES | As the tables' owner: GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES
            permission denied for sequence s | As the sequences' owner: GRANT SELECT ON ALL | As the sequences' owner: GRANT USAGE, SELECT, UPDATE ON ALL
            permission denied for schema odd | As the schema's owner: GRANT USAGE ON SCHEMA odd | As the schema's owner: GRANT USAGE ON SCHEMA odd
            permission denied to create temporary tables in database "viz" | As the database's owner: GRANT TEMPORARY | As the database's owner: GRANT TEMPORARY
            permission denied for database viz | As the database's owner: GRANT CREATE | As the database's owner: CREATE SCHEMA dbferry
            query would be affected by row-level security policy | Let the role see all rows | Let the role see all rows""")
    void aRightThatIsMissingIsGrantedByTheHint(String message, String ofSource, String ofTarget) {
        SQLException denied = new SQLException(message, "42501");

        assertThat(SOURCE.executing("dump", denied).hint()).startsWith(ofSource);
        assertThat(TARGET.executing("load", denied).hint()).startsWith(ofTarget);
    }

    @Test
    void aFullDiskIsAFailureOfItsOwn() {
        DbferryException full = TARGET.executing("load", new SQLException("no space left", "53100"));

        assertThat(full.failure()).isEqualTo(Failure.DISK_SPACE);
        assertThat(full.hint()).isEqualTo("Free space on the disk of the database's server");
        assertThat(TARGET.executing("load", new SQLException("odd", "XX001")).hint())
                .isNull();
        assertThat(TARGET.executingWithContext("load", new SQLException("odd", "XX001"))
                        .hint())
                .startsWith("Fix what the message names");
    }

    @Test
    void aMessageThatMayQuoteAValueIsKeptBackWhereAPolicyHolds() {
        Refusals discreet = SOURCE.discreet();

        assertThat(discreet.executing("dump", new SQLException("invalid input: \"secret\"", "22P02")))
                .hasMessage(
                        "cannot dump: PostgreSQL reports SQLSTATE 22P02, and what it says may quote a value that policy"
                                + " holds back")
                .hasNoCause();
        assertThat(discreet.executing("dump", new SQLException("secret", (String) null)))
                .hasMessageNotContaining("secret")
                .hasNoCause();
        assertThat(discreet.executing("dump", new SQLException("permission denied for table t", "42501")))
                .hasMessage("cannot dump: permission denied for table t");
    }
}
