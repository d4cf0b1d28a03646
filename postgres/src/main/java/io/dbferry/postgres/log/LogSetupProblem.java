package io.dbferry.postgres.log;

/** What keeps the log from reporting all changes. */
public record LogSetupProblem(String text, Fix fix) {
    /** What removes the problem. */
    public sealed interface Fix {
        /** The statement, or what else to do. */
        String text();

        /** Somebody else must do it. */
        record ByHand(String text) implements Fix {}

        /** A statement that {@code check --fix} may execute: it touches only the publication or the slot. */
        record Execute(String text) implements Fix {}

        /** {@code check --fix} may create the slot, which waits for open transactions. */
        record CreateSlot(String text) implements Fix {}
    }

    public boolean fixable() {
        return !(fix instanceof Fix.ByHand);
    }

    /** For a message's hint. */
    public String hint() {
        return fixable() ? "Run dbferry check --fix, or in that database: " + fix.text() : fix.text();
    }
}
