package io.dbferry.demo.city;

import java.util.Locale;

/** The app's tables, in foreign-key order, with how many rows the demo starts with: 299,301 together. */
public enum TransappTable {
    GTFS(1),
    EVENT(20),
    BUSSTOP(1_200),
    SERVICE(80),
    SERVICESBYBUSSTOP(4_800),
    SERVICELOCATION(12_000),
    BUSV2(900),
    BUSASSIGNMENT(1_800),
    REPORT(1_500),
    EVENTFORBUSSTOP(4_000),
    EVENTFORBUSV2(6_000),
    STADISTICDATAFROMREGISTRATIONBUS(14_000),
    STADISTICDATAFROMREGISTRATIONBUSSTOP(8_000),
    TOKEN(5_000),
    POSEINTRAJECTORYOFTOKEN(170_000),
    DEVICEPOSITIONINTIME(45_000),
    NEARBYBUSESLOG(25_000);

    private final int rows;

    TransappTable(int rows) {
        this.rows = rows;
    }

    public int rows() {
        return rows;
    }

    /** As PostgreSQL's catalog has it. */
    public String catalogName() {
        return "AndroidRequests_" + name().toLowerCase(Locale.ROOT);
    }

    /** Quoted for SQL. */
    public String sql() {
        return '"' + catalogName() + '"';
    }
}
