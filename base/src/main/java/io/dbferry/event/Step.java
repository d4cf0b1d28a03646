package io.dbferry.event;

/** A step of a run: marks what is logged until it is closed, and then tells, as a detail, how long it took. */
public final class Step implements AutoCloseable {
    private final String name;
    private final LogContext marks;
    private final Stopwatch watch = Stopwatch.start();

    private Step(String name) {
        this.name = name;
        this.marks = LogContext.step(name);
    }

    public static Step begin(String name) {
        return new Step(name);
    }

    @Override
    public void close() {
        Event.detail("step").with("seconds", watch.seconds()).say(name + " took " + watch.text());
        marks.close();
    }
}
