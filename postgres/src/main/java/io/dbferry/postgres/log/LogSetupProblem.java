package io.dbferry.postgres.log;

/** What keeps the log from telling all changes. */
public record LogSetupProblem(String text, LogFix fix) {
    static LogSetupProblem byHand(String text, String hint) {
        return new LogSetupProblem(text, new LogFix.ByHand(hint));
    }

    /** For a message's hint. */
    public String hint() {
        return fix instanceof LogFix.Automatic automatic
                ? "Run dbferry check --fix, or in that database: " + automatic.sql()
                : ((LogFix.ByHand) fix).hint();
    }
}
