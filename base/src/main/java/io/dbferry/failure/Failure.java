package io.dbferry.failure;

/** Every kind of failure, with the exit code that the documentation promises for it. */
public enum Failure {
    BUG(1, false),
    CONFIG(2, false),
    SOURCE_DATABASE(3, true),
    DEPOT(4, true),
    SHIPMENT_REFUSED(5, false),
    TARGET_DATABASE(6, true),
    LOCKED(7, true),
    DISK_SPACE(8, false),
    POSTPROCESS(9, true);

    private final int exitCode;
    private final boolean retryHelps;

    Failure(int exitCode, boolean retryHelps) {
        this.exitCode = exitCode;
        this.retryHelps = retryHelps;
    }

    public int exitCode() {
        return exitCode;
    }

    /** Whether the same command, run again later with nothing changed by hand, may succeed. */
    public boolean retryHelps() {
        return retryHelps;
    }
}
