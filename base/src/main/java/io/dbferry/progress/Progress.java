package io.dbferry.progress;

/** Hears what is being done. Implementations take calls from any thread and return at once. */
public interface Progress {
    /** What a step counts. */
    enum Unit {
        BYTES,
        ROWS,
        FILES
    }

    /** A running step; closing it ends it, whether or not it reached its total. */
    interface Step extends AutoCloseable {
        void add(long amount);

        @Override
        void close();
    }

    /**
     * Begins a step.
     *
     * @param total expected in {@code unit}, an estimate; 0 if unknown
     */
    Step begin(String what, long total, Unit unit);

    /** Hears and shows nothing. */
    Progress SILENT = (what, total, unit) -> new Step() {
        @Override
        public void add(long amount) {}

        @Override
        public void close() {}
    };
}
