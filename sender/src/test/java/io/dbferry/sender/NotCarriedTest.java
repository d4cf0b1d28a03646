package io.dbferry.sender;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.log.LogFix;
import io.dbferry.postgres.log.LogSetupProblem;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NotCarriedTest {
    private static final LogSetupProblem LATE = new LogSetupProblem(
            "publication 'p' does not have table 'late'",
            new LogFix.ByHand("Add it"),
            Optional.of(new TableName("public", "late")));

    @Test
    void aRunOfWhichTheLogToldAllDoesNotFail() {
        assertThat(NotCarried.notTold(List.of(), false)).isEmpty();
    }

    @Test
    void theFirstProblemIsToldWithWhatAScanCannotFind() {
        DbferryException one = NotCarried.notTold(List.of(LATE), false).orElseThrow();

        assertThat(one)
                .hasMessage(
                        "cannot read changes from the log: publication 'p' does not have table 'late'; until that is"
                                + " fixed they are found by scan, and deleted rows only with completes");
        assertThat(one.failure()).isEqualTo(Failure.SOURCE_DATABASE);
        assertThat(one.hint()).isEqualTo("Add it");
        assertThat(NotCarried.notTold(List.of(LATE, LATE, LATE), true).orElseThrow())
                .hasMessage("cannot read changes from the log: publication 'p' does not have table 'late', and 2 more;"
                        + " until that is fixed they are found by scan");
    }
}
