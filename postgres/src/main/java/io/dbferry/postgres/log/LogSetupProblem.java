package io.dbferry.postgres.log;

/**
 * What keeps the log from telling all changes.
 *
 * @param mend the statement that mends it, or what else to do
 * @param fixable whether {@code check --fix} may do that: it makes or changes only the slot and the publication
 */
public record LogSetupProblem(String text, String mend, boolean fixable) {
    /** For a message's hint. */
    public String hint() {
        return fixable ? "Run dbferry check --fix, or in that database: " + mend : mend;
    }
}
