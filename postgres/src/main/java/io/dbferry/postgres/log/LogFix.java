package io.dbferry.postgres.log;

/** What fixes a {@link LogSetupProblem}. */
public sealed interface LogFix {
    /** What {@code check --fix} does: it makes or changes only the slot and the publication. */
    sealed interface Automatic extends LogFix {
        /** The statements, for whoever executes them by hand. */
        String sql();
    }

    /** A statement that makes or changes the publication. */
    record ChangePublication(String sql) implements Automatic {}

    /** @param slot its name */
    record MakeSlot(String slot) implements Automatic {
        @Override
        public String sql() {
            return new ReplicationSlot(slot).createSql();
        }
    }

    /** @param slot that has lost log */
    record RecreateSlot(String slot) implements Automatic {
        @Override
        public String sql() {
            return new ReplicationSlot(slot).dropSql() + "; " + new MakeSlot(slot).sql();
        }
    }

    /** @param hint what a person has to do */
    record ByHand(String hint) implements LogFix {}
}
