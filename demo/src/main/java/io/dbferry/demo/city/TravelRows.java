package io.dbferry.demo.city;

import static io.dbferry.demo.city.TransappTable.BUSASSIGNMENT;
import static io.dbferry.demo.city.TransappTable.BUSSTOP;
import static io.dbferry.demo.city.TransappTable.DEVICEPOSITIONINTIME;
import static io.dbferry.demo.city.TransappTable.NEARBYBUSESLOG;
import static io.dbferry.demo.city.TransappTable.POSEINTRAJECTORYOFTOKEN;
import static io.dbferry.demo.city.TransappTable.TOKEN;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** Writes what phones sent by themselves: trips with their positions, device positions, requests. */
final class TravelRows {
    private static final int SECONDS_BETWEEN_POSITIONS = 15;

    private final Connection connection;
    private final Instant start;
    private final SplittableRandom random;

    TravelRows(Connection connection, long seed, Instant start) {
        this.connection = connection;
        this.start = start;
        this.random = new SplittableRandom(seed + 2);
    }

    void write() throws SQLException {
        Instant[] trips = writeTokens();
        writePositions(trips);
        writeDevicePositions();
        writeRequests();
    }

    /** A trip's secret name: 128 hexadecimal digits. */
    static String token(SplittableRandom random) {
        byte[] bytes = new byte[64];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private Instant[] writeTokens() throws SQLException {
        String columns =
                "id, token, direction, color, \"phoneId\", \"timeCreation\", \"userEvaluation\", busassignment_id";
        DemoClock timeline = new DemoClock(start, TOKEN.rows(), random);
        Instant[] trips = new Instant[TOKEN.rows()];
        try (CopyRows rows = CopyRows.into(connection, TOKEN, columns)) {
            for (int i = 0; i < trips.length; i++) {
                trips[i] = timeline.at(i);
                rows.row(
                        i + 1,
                        token(random),
                        i % 2 == 0 ? "I" : "R",
                        "#D9A63C",
                        TransappCity.phone(random),
                        trips[i],
                        i % 6 == 0 ? Integer.valueOf(1 + random.nextInt(5)) : null,
                        1 + random.nextInt(BUSASSIGNMENT.rows()));
            }
            rows.end();
        }
        return trips;
    }

    private void writePositions(Instant[] trips) throws SQLException {
        int positions = POSEINTRAJECTORYOFTOKEN.rows() / trips.length;
        String columns = "id, longitude, latitude, \"timeStamp\", \"inVehicleOrNot\", token_id";
        try (CopyRows rows = CopyRows.into(connection, POSEINTRAJECTORYOFTOKEN, columns)) {
            int id = 0;
            for (int trip = 0; trip < trips.length; trip++) {
                double longitude = TransappCity.longitude(random);
                double latitude = TransappCity.latitude(random);
                for (int i = 0; i < positions; i++) {
                    longitude = TransappCity.micro(longitude + 0.002 * (random.nextDouble() - 0.3));
                    latitude = TransappCity.micro(latitude + 0.001 * (random.nextDouble() - 0.5));
                    Instant time = trips[trip].plusSeconds((long) SECONDS_BETWEEN_POSITIONS * i);
                    rows.row(++id, longitude, latitude, time, i % 8 == 0 ? "non_vehicle" : "vehicle", trip + 1);
                }
            }
            rows.end();
        }
    }

    private void writeDevicePositions() throws SQLException {
        DemoClock timeline = new DemoClock(start, DEVICEPOSITIONINTIME.rows(), random);
        String columns = "id, longitude, latitude, \"timeStamp\", \"phoneId\"";
        try (CopyRows rows = CopyRows.into(connection, DEVICEPOSITIONINTIME, columns)) {
            for (int i = 0; i < DEVICEPOSITIONINTIME.rows(); i++) {
                double longitude = TransappCity.longitude(random);
                double latitude = TransappCity.latitude(random);
                rows.row(i + 1, longitude, latitude, timeline.at(i), TransappCity.phone(random));
            }
            rows.end();
        }
    }

    private void writeRequests() throws SQLException {
        DemoClock timeline = new DemoClock(start, NEARBYBUSESLOG.rows(), random);
        try (CopyRows rows =
                CopyRows.into(connection, NEARBYBUSESLOG, "id, \"timeStamp\", \"phoneId\", \"busStop_id\"")) {
            for (int i = 0; i < NEARBYBUSESLOG.rows(); i++) {
                rows.row(i + 1, timeline.at(i), TransappCity.phone(random), 1 + random.nextInt(BUSSTOP.rows()));
            }
            rows.end();
        }
    }
}
