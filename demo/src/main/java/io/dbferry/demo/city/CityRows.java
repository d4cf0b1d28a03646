package io.dbferry.demo.city;

import static io.dbferry.demo.city.TransappTable.BUSASSIGNMENT;
import static io.dbferry.demo.city.TransappTable.BUSSTOP;
import static io.dbferry.demo.city.TransappTable.BUSV2;
import static io.dbferry.demo.city.TransappTable.EVENT;
import static io.dbferry.demo.city.TransappTable.GTFS;
import static io.dbferry.demo.city.TransappTable.SERVICE;
import static io.dbferry.demo.city.TransappTable.SERVICELOCATION;
import static io.dbferry.demo.city.TransappTable.SERVICESBYBUSSTOP;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.SplittableRandom;

/** Writes what hardly ever changes: stops, services, kinds of events, and the buses. */
final class CityRows {
    private static final int GTFS_ID = 1;

    private final Connection connection;
    private final SplittableRandom random;
    private final Instant start;

    CityRows(Connection connection, long seed, Instant start) {
        this.connection = connection;
        this.random = new SplittableRandom(seed);
        this.start = start;
    }

    void write() throws SQLException {
        try (CopyRows rows = CopyRows.into(connection, GTFS, "id, version, \"timeCreation\"")) {
            rows.row(GTFS_ID, "v1.5", start);
            rows.end();
        }
        writeEvents();
        writeStops();
        writeServices();
        writeServicesByStop();
        writeServiceLocations();
        writeBuses();
    }

    private void writeEvents() throws SQLException {
        String columns = "id, name, description, lifespam, category, origin, \"eventType\"";
        try (CopyRows rows = CopyRows.into(connection, EVENT, columns)) {
            for (int i = 1; i <= EVENT.rows(); i++) {
                boolean bus = i > EVENT.rows() / 2;
                String about = bus ? "del bus" : "del paradero";
                String category = i % 2 == 0 ? "estado físico" : "condición";
                rows.row(
                        TransappCity.event(i),
                        "Condición " + i,
                        i % 7 == 0 ? null : "Descripción " + about + " n.º " + i,
                        15 + i,
                        category,
                        i % 3 == 0 ? "o" : "i",
                        bus ? "bus" : "busStop");
            }
            rows.end();
        }
    }

    private void writeStops() throws SQLException {
        try (CopyRows rows = CopyRows.into(connection, BUSSTOP, "id, longitude, latitude, code, name, gtfs_id")) {
            for (int i = 1; i <= BUSSTOP.rows(); i++) {
                rows.row(
                        i,
                        TransappCity.longitude(random),
                        TransappCity.latitude(random),
                        TransappCity.stopCode(i),
                        TransappCity.stopName(i),
                        GTFS_ID);
            }
            rows.end();
        }
    }

    private void writeServices() throws SQLException {
        String columns = "id, service, origin, destiny, color, color_id, gtfs_id";
        try (CopyRows rows = CopyRows.into(connection, SERVICE, columns)) {
            for (int i = 1; i <= SERVICE.rows(); i++) {
                String service = TransappCity.service(i);
                rows.row(i, service, TransappCity.street(i), TransappCity.street(i + 5), "#00929A", i % 8, GTFS_ID);
            }
            rows.end();
        }
    }

    private void writeServicesByStop() throws SQLException {
        int services = SERVICESBYBUSSTOP.rows() / BUSSTOP.rows();
        String columns = "id, code, \"busStop_id\", service_id, gtfs_id";
        try (CopyRows rows = CopyRows.into(connection, SERVICESBYBUSSTOP, columns)) {
            for (int i = 0; i < SERVICESBYBUSSTOP.rows(); i++) {
                int stop = i / services + 1;
                // 19 and the number of services have no common divisor: a stop never has a service twice.
                int service = (7 * stop + 19 * (i % services)) % SERVICE.rows() + 1;
                rows.row(i + 1, TransappCity.service(service) + (stop % 2 == 0 ? "I" : "R"), stop, service, GTFS_ID);
            }
            rows.end();
        }
    }

    private void writeServiceLocations() throws SQLException {
        int points = SERVICELOCATION.rows() / SERVICE.rows();
        String columns = "id, longitude, latitude, service, distance, gtfs_id";
        try (CopyRows rows = CopyRows.into(connection, SERVICELOCATION, columns)) {
            for (int i = 0; i < SERVICELOCATION.rows(); i++) {
                rows.row(
                        i + 1,
                        TransappCity.longitude(random),
                        TransappCity.latitude(random),
                        TransappCity.service(i / points + 1) + "I",
                        200 * (i % points),
                        GTFS_ID);
            }
            rows.end();
        }
    }

    private void writeBuses() throws SQLException {
        try (CopyRows rows = CopyRows.into(connection, BUSV2, "id, \"registrationPlate\", uuid")) {
            for (int i = 1; i <= BUSV2.rows(); i++) {
                rows.row(i, TransappCity.busPlate(i), TransappCity.busUuid(i));
            }
            rows.end();
        }
        try (CopyRows rows = CopyRows.into(connection, BUSASSIGNMENT, "id, service, uuid_id")) {
            for (int i = 0; i < BUSASSIGNMENT.rows(); i++) {
                int bus = i / 2 + 1;
                int service = (bus + 37 * (i % 2)) % SERVICE.rows() + 1;
                rows.row(i + 1, TransappCity.service(service), bus);
            }
            rows.end();
        }
    }
}
