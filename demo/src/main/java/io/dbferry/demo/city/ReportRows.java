package io.dbferry.demo.city;

import static io.dbferry.demo.city.TransappTable.BUSASSIGNMENT;
import static io.dbferry.demo.city.TransappTable.BUSSTOP;
import static io.dbferry.demo.city.TransappTable.BUSV2;
import static io.dbferry.demo.city.TransappTable.EVENT;
import static io.dbferry.demo.city.TransappTable.EVENTFORBUSSTOP;
import static io.dbferry.demo.city.TransappTable.EVENTFORBUSV2;
import static io.dbferry.demo.city.TransappTable.REPORT;
import static io.dbferry.demo.city.TransappTable.SERVICE;
import static io.dbferry.demo.city.TransappTable.STADISTICDATAFROMREGISTRATIONBUS;
import static io.dbferry.demo.city.TransappTable.STADISTICDATAFROMREGISTRATIONBUSSTOP;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Writes what people reported: reports, events on stops and buses, and who confirmed or declined them. */
final class ReportRows {
    private static final int KINDS = EVENT.rows() / 2;

    private final Connection connection;
    private final long seed;
    private final Instant start;
    private final SplittableRandom random;

    ReportRows(Connection connection, long seed, Instant start) {
        this.connection = connection;
        this.seed = seed;
        this.start = start;
        this.random = new SplittableRandom(seed + 1);
    }

    void write() throws SQLException {
        writeReports();
        writeStopEvents();
        writeBusEvents();
        writeStopConfirmations();
        writeBusConfirmations();
    }

    private void writeReports() throws SQLException {
        String columns = "id, \"timeStamp\", message, \"imageName\", \"reportInfo\", \"phoneId\"";
        DemoClock timeline = new DemoClock(start, REPORT.rows(), random);
        try (CopyRows rows = CopyRows.into(connection, REPORT, columns)) {
            for (int i = 1; i <= REPORT.rows(); i++) {
                String message = TransappCity.message(random);
                rows.row(i, timeline.at(i - 1), message, imageName(i), reportInfo(), TransappCity.phone(random));
            }
            rows.end();
        }
    }

    private @Nullable String imageName(int report) {
        if (report % TransappGenerator.REPORTS_PER_IMAGE == 0) {
            return ReportImages.name(seed, report);
        }
        return report % 2 == 0 ? null : "no image";
    }

    private String reportInfo() {
        List<String> buses = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            int bus = 1 + random.nextInt(BUSV2.rows());
            String service = TransappCity.service(1 + random.nextInt(SERVICE.rows()));
            buses.add(TransappCity.busInfo(service, TransappCity.busPlate(bus), TransappCity.busUuid(bus)));
        }
        String stop = TransappCity.stopInfo(TransappCity.stopCode(1 + random.nextInt(BUSSTOP.rows())));
        return TransappCity.reportInfo(buses, buses.size() == 2 ? List.of() : List.of(stop), random);
    }

    private void writeStopEvents() throws SQLException {
        String columns = """
                id, "timeStamp", "timeCreation", "expireTime", "eventConfirm", "eventDecline", "phoneId", fixed, broken,
                "brokenType", "stopCode", "aditionalInfo", event_id""";
        DemoClock timeline = new DemoClock(start, EVENTFORBUSSTOP.rows(), random);
        try (CopyRows rows = CopyRows.into(connection, EVENTFORBUSSTOP, columns)) {
            for (int i = 0; i < EVENTFORBUSSTOP.rows(); i++) {
                Instant created = timeline.at(i);
                rows.row(
                        i + 1,
                        created.plusSeconds(random.nextInt(600)),
                        created,
                        created.plus(Duration.ofMinutes(30)),
                        i % 4 == 0 ? 1 : 2,
                        i % 4 == 0 ? 1 : 0,
                        TransappCity.phone(random),
                        i % 3 == 0 ? Boolean.valueOf(i % 2 == 0) : null,
                        i % 9 == 0,
                        i % 9 == 0 ? "vidrio roto" : null,
                        TransappCity.stopCode(1 + random.nextInt(BUSSTOP.rows())),
                        i % 5 == 0 ? "cerca de " + TransappCity.street(i) : "nothing",
                        TransappCity.event(1 + random.nextInt(KINDS)));
            }
            rows.end();
        }
    }

    private void writeBusEvents() throws SQLException {
        String columns = """
                id, "timeStamp", "timeCreation", "expireTime", "eventConfirm", "eventDecline", "phoneId", fixed, broken,
                "brokenType", "busStop1", "busStop2", direction, event_id, busassignment_id""";
        DemoClock timeline = new DemoClock(start, EVENTFORBUSV2.rows(), random);
        try (CopyRows rows = CopyRows.into(connection, EVENTFORBUSV2, columns)) {
            for (int i = 0; i < EVENTFORBUSV2.rows(); i++) {
                Instant created = timeline.at(i);
                int stop = 1 + random.nextInt(BUSSTOP.rows());
                rows.row(
                        i + 1,
                        created.plusSeconds(random.nextInt(600)),
                        created,
                        i % 6 == 0 ? null : created.plus(Duration.ofMinutes(20)),
                        confirmations(i),
                        i % 4 == 0 ? 1 : 0,
                        TransappCity.phone(random),
                        i % 3 == 0 ? Boolean.valueOf(i % 2 == 0) : null,
                        i % 11 == 0,
                        i % 11 == 0 ? "validador malo" : null,
                        TransappCity.stopCode(stop),
                        i % 2 == 0 ? TransappCity.stopCode(stop % BUSSTOP.rows() + 1) : null,
                        i % 2 == 0 ? "I" : "R",
                        TransappCity.event(KINDS + 1 + random.nextInt(KINDS)),
                        1 + random.nextInt(BUSASSIGNMENT.rows()));
            }
            rows.end();
        }
    }

    /** Two answers an event, and a third for each third event; the second of each fourth event declines. */
    private static int confirmations(int event) {
        return (event % 3 == 0 ? 3 : 2) - (event % 4 == 0 ? 1 : 0);
    }

    private void writeStopConfirmations() throws SQLException {
        String columns =
                "id, longitude, latitude, \"timeStamp\", \"confirmDecline\", \"phoneId\", \"reportOfEvent_id\"";
        DemoClock timeline = new DemoClock(start, STADISTICDATAFROMREGISTRATIONBUSSTOP.rows(), random);
        try (CopyRows rows = CopyRows.into(connection, STADISTICDATAFROMREGISTRATIONBUSSTOP, columns)) {
            for (int i = 0; i < STADISTICDATAFROMREGISTRATIONBUSSTOP.rows(); i++) {
                int event = i / 2;
                rows.row(
                        i + 1,
                        TransappCity.longitude(random),
                        TransappCity.latitude(random),
                        timeline.at(i),
                        i % 2 == 1 && event % 4 == 0 ? "decline" : "confirm",
                        TransappCity.phone(random),
                        event + 1);
            }
            rows.end();
        }
    }

    private void writeBusConfirmations() throws SQLException {
        String columns = """
                id, longitude, latitude, "timeStamp", "confirmDecline", "phoneId", "gpsLongitude", "gpsLatitude",
                "gpsTimeStamp", distance, "reportOfEvent_id\"""";
        DemoClock timeline = new DemoClock(start, STADISTICDATAFROMREGISTRATIONBUS.rows(), random);
        try (CopyRows rows = CopyRows.into(connection, STADISTICDATAFROMREGISTRATIONBUS, columns)) {
            int id = 0;
            for (int event = 0; event < EVENTFORBUSV2.rows(); event++) {
                for (int answer = 0; answer < (event % 3 == 0 ? 3 : 2); answer++) {
                    Instant time = timeline.at(id++);
                    double longitude = TransappCity.longitude(random);
                    double latitude = TransappCity.latitude(random);
                    boolean gps = id % 3 != 0;
                    rows.row(
                            id,
                            longitude,
                            latitude,
                            time,
                            answer == 1 && event % 4 == 0 ? "decline" : "confirm",
                            TransappCity.phone(random),
                            gps ? TransappCity.micro(longitude + 0.0004) : null,
                            gps ? TransappCity.micro(latitude - 0.0003) : null,
                            gps ? time.minusSeconds(random.nextInt(20)) : null,
                            gps ? random.nextDouble() * 300 : null,
                            event + 1);
                }
            }
            rows.end();
        }
    }
}
