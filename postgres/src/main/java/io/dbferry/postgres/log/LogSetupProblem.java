package io.dbferry.postgres.log;

import io.dbferry.postgres.catalog.TableName;
import java.util.Optional;

/**
 * What keeps the log from telling all changes.
 *
 * @param table the one that it concerns; empty if it concerns all
 */
public record LogSetupProblem(String text, LogFix fix, Optional<TableName> table) {
    static LogSetupProblem ofAll(String text, LogFix fix) {
        return new LogSetupProblem(text, fix, Optional.empty());
    }

    static LogSetupProblem byHand(String text, String hint) {
        return ofAll(text, new LogFix.ByHand(hint));
    }

    static LogSetupProblem of(TableName table, String text, LogFix fix) {
        return new LogSetupProblem(text, fix, Optional.of(table));
    }

    /** For a message's hint. */
    public String hint() {
        return fix instanceof LogFix.Automatic automatic
                ? "Run dbferry check --fix, or in that database: " + automatic.sql()
                : ((LogFix.ByHand) fix).hint();
    }
}
