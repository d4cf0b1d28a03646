package io.dbferry.jobs;

import io.dbferry.event.Event;
import io.dbferry.event.LogContext;
import io.dbferry.event.Stopwatch;
import org.jspecify.annotations.Nullable;

/** Begin and end of a run as events. A run that found nothing to do is a detail: there are hundreds a day. */
public final class RunEvents implements AutoCloseable {
    private final Stopwatch watch = Stopwatch.start();
    private final LogContext marks;
    private @Nullable Boolean idle;

    private RunEvents(String job) {
        // The daemon has given its own name to the job.
        this.marks = LogContext.job(LogContext.currentJob() == null ? job : LogContext.currentJob());
    }

    public static RunEvents begin(String job) {
        RunEvents run = new RunEvents(job);
        Event.detail("run-started").say("started");
        return run;
    }

    /** @param nothingToDo whether nothing was shipped, applied or pruned */
    public void ended(boolean nothingToDo) {
        idle = nothingToDo;
    }

    @Override
    public void close() {
        boolean well = idle != null;
        Event end = Boolean.FALSE.equals(idle) ? Event.of("run-finished") : Event.detail("run-finished");
        end.with("seconds", watch.seconds()).say((well ? "finished in " : "failed after ") + watch.text());
        marks.close();
    }
}
