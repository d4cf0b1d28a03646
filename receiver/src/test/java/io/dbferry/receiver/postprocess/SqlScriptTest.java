package io.dbferry.receiver.postprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files begin or end a transaction of their own. */
class SqlScriptTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SELECT 1",
                "-- COMMIT;\nSELECT 1;",
                "/* one /* two */ ; COMMIT; */ SELECT 1;",
                "SELECT 'a; COMMIT; ''b'; SELECT 1",
                "SELECT E'it\\'s; COMMIT;'; SELECT 1",
                "SELECT 'C:\\'; SELECT 2",
                "SELECT 1 AS \"x; COMMIT; \"\"y\"",
                "DO $$ BEGIN COMMIT; END $$; SELECT 1",
                "DO $a$ BEGIN PERFORM $$;COMMIT;$$; END $a$;",
                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 1;",
                "create or replace procedure p(a int) begin atomic insert into t values (a); end;",
                "CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM u; SELECT 1);",
                "SAVEPOINT a; ROLLBACK TO a; ROLLBACK TRANSACTION TO SAVEPOINT a; RELEASE a",
                "PREPARE commit AS SELECT 1; EXECUTE commit",
                "SELECT commit FROM t; SELECT 1 AS begin",
            })
    void fileWithoutTransactionControlIsTakenAsItIs(String sql) {
        assertThat(SqlScript.transactionControl(sql)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BEGIN",
                "begin;",
                "START TRANSACTION",
                "COMMIT",
                "commit and chain",
                "END",
                "ABORT",
                "ROLLBACK",
                "Rollback Work",
                "PREPARE TRANSACTION 'x'",
                "COMMIT PREPARED 'x'",
            })
    void statementThatBeginsOrEndsATransactionIsFoundWithItsLine(String statement) {
        String word = statement.split("[ ;]", 2)[0].toUpperCase(Locale.ROOT);
        String before = "SELECT 'x\n';\nCREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END; /* ; */\n  ";

        assertThat(SqlScript.transactionControl(before + statement)).hasValueSatisfying(control -> {
            assertThat(control.statement()).startsWith(word);
            assertThat(control.line()).isEqualTo(4);
        });
    }

    @Test
    void fileThatCommitsItselfAsAWholeIsFoundAtItsFirstLine() {
        assertThat(SqlScript.transactionControl("BEGIN;\nSELECT 1;\nCOMMIT;\n"))
                .contains(new SqlScript.Control("BEGIN", 1));
    }
}
