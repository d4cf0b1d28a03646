package io.dbferry.jobs.daemon;

/** What asks for partials all the time, and hears how each run has ended. */
public interface ContinuousWatch extends AutoCloseable {
    /**
     * A run for which somebody asked has ended.
     *
     * @param found whether there was anything to do
     */
    void ended(boolean well, boolean found);

    @Override
    void close();
}
