package io.dbferry.metrics;

/** What is measured after a run. Times are Unix times, so that what is read late is still true. */
public enum Gauge {
    IN_STEP("dbferry_in_step_timestamp_seconds", "Time of the source up to which the receiver has all changes."),
    DUE("dbferry_due_shipments", "Shipments in the depot that this receiver has not applied yet."),
    PROVEN("dbferry_proof_timestamp_seconds", "When the table was compared whose last comparison is the oldest."),
    HELD("dbferry_held_tables", "Tables that stand still because loads cannot load them."),
    DIFFERENT("dbferry_proof_failed_tables", "Tables that are known to differ from what was shipped."),
    OLDEST_WAITING(
            "dbferry_oldest_waiting_timestamp_seconds",
            "Time of the snapshot of the oldest shipment that waits for the depot, or to be applied."),
    RETAINED_WAL("dbferry_retained_wal_bytes", "Bytes of WAL that PostgreSQL keeps for the replication slot."),
    WAITING("dbferry_waiting_shipments", "Shipments built and not in the depot yet."),
    BEHIND("dbferry_receiver_behind_shipments", "Shipments in the depot that the receiver has not applied yet."),
    APPLIED("dbferry_receiver_applied_timestamp_seconds", "Time of the snapshot that the receiver applied last."),
    IN_DEPOT("dbferry_depot_shipments", "Shipments in the depot."),
    DEPOT_FREE("dbferry_depot_free_bytes", "Bytes that can still be written into the depot."),
    WORK_FREE("dbferry_work_free_bytes", "Bytes that can still be written into the work folder.");

    private final String metric;
    private final String help;

    Gauge(String metric, String help) {
        this.metric = metric;
        this.help = help;
    }

    String metric() {
        return metric;
    }

    String help() {
        return help;
    }
}
