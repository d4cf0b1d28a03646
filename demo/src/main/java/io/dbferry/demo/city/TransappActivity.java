package io.dbferry.demo.city;

import io.dbferry.demo.servers.DemoDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Does to the sender what the app and its users do, in the app's own transactions and under the app's own role.
 * Every change but a delete carries the database's present time. Not for several threads.
 */
public final class TransappActivity {
    private static final int REPORTS_PER_IMAGE = 3;

    private final DemoDatabase app;
    private final ReportImages images;
    private final SplittableRandom random;

    public TransappActivity(DemoDatabase app, Path images, long seed) {
        this.app = app;
        this.images = new ReportImages(seed, images);
        this.random = new SplittableRandom(seed + 3);
    }

    /** Lets {@code amount} users report, confirm and travel: about 36 rows and a third of an image each. */
    public Changes step(int amount) throws SQLException, IOException {
        Changes changes = Changes.NONE;
        try (Connection connection = app.connect()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < amount; i++) {
                changes = changes.plus(report(connection, i % REPORTS_PER_IMAGE == 0))
                        .plus(stopEvent(connection))
                        .plus(i % 2 == 0 ? newBusEvent(connection) : renamedBusEvent(connection))
                        .plus(trip(connection));
            }
            return changes.plus(confirmBusEvents(connection, amount))
                    .plus(declineStopEvents(connection, amount))
                    .plus(positions(connection, amount));
        }
    }

    /** Deletes the {@code amount} oldest reports and events of either kind, the events with their confirmations. */
    public Changes deleteSome(int amount) throws SQLException {
        int deleted = 0;
        try (Connection connection = app.connect()) {
            connection.setAutoCommit(false);
            deleted += deleteOldest(connection, "report", "id", "report", amount);
            deleted += deleteOldest(
                    connection, "stadisticdatafromregistrationbusstop", "reportOfEvent_id", "eventforbusstop", amount);
            deleted += deleteOldest(connection, "eventforbusstop", "id", "eventforbusstop", amount);
            deleted += deleteOldest(
                    connection, "stadisticdatafromregistrationbus", "reportOfEvent_id", "eventforbusv2", amount);
            deleted += deleteOldest(connection, "eventforbusv2", "id", "eventforbusv2", amount);
            connection.commit();
        }
        return new Changes(0, 0, deleted, 0);
    }

    /** The image is in place before the row that names it is committed, as the app does it. */
    private Changes report(Connection connection, boolean withImage) throws SQLException, IOException {
        long id = number(connection, "SELECT nextval(pg_get_serial_sequence('\"AndroidRequests_report\"', 'id'))");
        int bus = 1 + random.nextInt(TransappTable.BUSV2.rows());
        String busInfo = TransappCity.busInfo(service(), TransappCity.busPlate(bus), TransappCity.busUuid(bus));
        String info = TransappCity.reportInfo(List.of(busInfo), List.of(TransappCity.stopInfo(stopCode())), random);
        int inserted = execute(
                connection,
                """
                INSERT INTO "AndroidRequests_report" (id, "timeStamp", message, "imageName", "reportInfo", "phoneId")
                VALUES (?, now(), ?, ?, ?, ?)""",
                id,
                TransappCity.message(random),
                withImage ? images.write(id) : "no image",
                info,
                TransappCity.phone(random));
        connection.commit();
        return new Changes(inserted, 0, 0, withImage ? 1 : 0);
    }

    private Changes stopEvent(Connection connection) throws SQLException {
        int inserted = execute(
                connection,
                """
                WITH event AS (
                  INSERT INTO "AndroidRequests_eventforbusstop" ("timeStamp", "timeCreation", "expireTime",
                    "eventConfirm", "eventDecline", "phoneId", broken, "stopCode", "aditionalInfo", event_id)
                  VALUES (now(), now(), now() + interval '30 minutes', 1, 0, ?, false, ?, ?, ?)
                  RETURNING id, "phoneId")
                INSERT INTO "AndroidRequests_stadisticdatafromregistrationbusstop"
                  (longitude, latitude, "timeStamp", "confirmDecline", "phoneId", "reportOfEvent_id")
                SELECT ?, ?, now(), 'confirm', "phoneId", id FROM event""",
                TransappCity.phone(random),
                stopCode(),
                TransappCity.street(random.nextInt()),
                TransappCity.event(1),
                TransappCity.longitude(random),
                TransappCity.latitude(random));
        connection.commit();
        return Changes.inserted(2 * inserted);
    }

    /** A bus that the app has not seen before comes with its event, in one transaction. */
    private Changes newBusEvent(Connection connection) throws SQLException {
        long bus = number(
                connection,
                "INSERT INTO \"AndroidRequests_busv2\" (\"registrationPlate\", uuid) VALUES (?, ?) RETURNING id",
                TransappCity.plate(random),
                new UUID(random.nextLong(), random.nextLong()));
        long assignment = number(
                connection,
                "INSERT INTO \"AndroidRequests_busassignment\" (service, uuid_id) VALUES (?, ?) RETURNING id",
                service(),
                bus);
        Changes event = busEvent(connection, assignment);
        connection.commit();
        return event.plus(Changes.inserted(2));
    }

    /** A bus gets its right plate when someone reports an event on it. */
    private Changes renamedBusEvent(Connection connection) throws SQLException {
        long assignment = 1 + random.nextInt(TransappTable.BUSASSIGNMENT.rows());
        Changes event = busEvent(connection, assignment);
        int updated = execute(connection, """
                UPDATE "AndroidRequests_busv2" SET "registrationPlate" = ?
                WHERE id = (SELECT uuid_id FROM "AndroidRequests_busassignment" WHERE id = ?)""", TransappCity.plate(random), assignment);
        connection.commit();
        return event.plus(new Changes(0, updated, 0, 0));
    }

    private Changes busEvent(Connection connection, long assignment) throws SQLException {
        int inserted = execute(
                connection,
                """
                WITH event AS (
                  INSERT INTO "AndroidRequests_eventforbusv2" ("timeStamp", "timeCreation", "eventConfirm",
                    "eventDecline", "phoneId", broken, "busStop1", direction, event_id, busassignment_id)
                  VALUES (now(), now(), 1, 0, ?, false, ?, 'I', ?, ?)
                  RETURNING id, "phoneId")
                INSERT INTO "AndroidRequests_stadisticdatafromregistrationbus"
                  (longitude, latitude, "timeStamp", "confirmDecline", "phoneId", distance, "reportOfEvent_id")
                SELECT ?, ?, now(), 'confirm', "phoneId", ?, id FROM event""",
                TransappCity.phone(random),
                stopCode(),
                TransappCity.event(TransappTable.EVENT.rows()),
                assignment,
                TransappCity.longitude(random),
                TransappCity.latitude(random),
                random.nextDouble() * 300);
        return Changes.inserted(2 * inserted);
    }

    private Changes trip(Connection connection) throws SQLException {
        int inserted = execute(
                connection,
                """
                WITH trip AS (
                  INSERT INTO "AndroidRequests_token"
                    (token, direction, color, "phoneId", "timeCreation", busassignment_id)
                  VALUES (?, 'R', '#D9A63C', ?, now(), ?)
                  RETURNING id)
                INSERT INTO "AndroidRequests_poseintrajectoryoftoken"
                  (longitude, latitude, "timeStamp", "inVehicleOrNot", token_id)
                SELECT ? + i * 0.0007, ?, now(), 'vehicle', id FROM trip, generate_series(1, 20) i""",
                TravelRows.token(random),
                TransappCity.phone(random),
                1 + random.nextInt(TransappTable.BUSASSIGNMENT.rows()),
                TransappCity.longitude(random),
                TransappCity.latitude(random));
        connection.commit();
        return Changes.inserted(inserted + 1);
    }

    /** Confirming updates the event in place: its count and its time. */
    private Changes confirmBusEvents(Connection connection, int amount) throws SQLException {
        int updated = execute(
                connection,
                """
                WITH event AS (
                  UPDATE "AndroidRequests_eventforbusv2" SET "eventConfirm" = "eventConfirm" + 1, "timeStamp" = now()
                  WHERE id IN (SELECT id FROM "AndroidRequests_eventforbusv2" ORDER BY random() LIMIT ?)
                  RETURNING id)
                INSERT INTO "AndroidRequests_stadisticdatafromregistrationbus"
                  (longitude, latitude, "timeStamp", "confirmDecline", "phoneId", "reportOfEvent_id")
                SELECT ?, ?, now(), 'confirm', ?, id FROM event""",
                amount,
                TransappCity.longitude(random),
                TransappCity.latitude(random),
                TransappCity.phone(random));
        connection.commit();
        return new Changes(updated, updated, 0, 0);
    }

    private Changes declineStopEvents(Connection connection, int amount) throws SQLException {
        int updated = execute(
                connection,
                """
                WITH event AS (
                  UPDATE "AndroidRequests_eventforbusstop" SET "eventDecline" = "eventDecline" + 1, "timeStamp" = now()
                  WHERE id IN (SELECT id FROM "AndroidRequests_eventforbusstop" ORDER BY random() LIMIT ?)
                  RETURNING id)
                INSERT INTO "AndroidRequests_stadisticdatafromregistrationbusstop"
                  (longitude, latitude, "timeStamp", "confirmDecline", "phoneId", "reportOfEvent_id")
                SELECT ?, ?, now(), 'decline', ?, id FROM event""",
                amount,
                TransappCity.longitude(random),
                TransappCity.latitude(random),
                TransappCity.phone(random));
        connection.commit();
        return new Changes(updated, updated, 0, 0);
    }

    private Changes positions(Connection connection, int amount) throws SQLException {
        int inserted = execute(
                connection,
                """
                INSERT INTO "AndroidRequests_devicepositionintime" (longitude, latitude, "timeStamp", "phoneId")
                SELECT ?, ? + i * 0.0003, now(), ? FROM generate_series(1, ?) i""",
                TransappCity.longitude(random),
                TransappCity.latitude(random),
                TransappCity.phone(random),
                5 * amount);
        inserted += execute(connection, """
                INSERT INTO "AndroidRequests_nearbybuseslog" ("timeStamp", "phoneId", "busStop_id")
                SELECT now(), ?, i FROM generate_series(1, least(?, 1000)) i""", TransappCity.phone(random), 3 * amount);
        connection.commit();
        return Changes.inserted(inserted);
    }

    private String service() {
        return TransappCity.service(1 + random.nextInt(TransappTable.SERVICE.rows()));
    }

    private String stopCode() {
        return TransappCity.stopCode(1 + random.nextInt(TransappTable.BUSSTOP.rows()));
    }

    /** Deletes rows of {@code table} whose {@code column} is the id of one of the {@code amount} oldest of {@code of}. */
    private static int deleteOldest(Connection connection, String table, String column, String of, int amount)
            throws SQLException {
        return execute(connection, """
                DELETE FROM "AndroidRequests_%s" WHERE "%s" IN (
                  SELECT id FROM "AndroidRequests_%s" ORDER BY "timeStamp", id LIMIT ?)""".formatted(table, column, of), amount);
    }

    private static int execute(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    private static long number(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters);
                ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getLong(1);
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }
}
