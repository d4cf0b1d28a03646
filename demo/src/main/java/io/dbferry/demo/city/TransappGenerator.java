package io.dbferry.demo.city;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Fills the sender with two days of a city. The same seed and the same end give the same rows and images, byte for
 * byte.
 */
public final class TransappGenerator {
    /** Every fifth report has a photo. */
    static final int REPORTS_PER_IMAGE = 5;

    static final Duration HISTORY = Duration.ofHours(48);

    private final long seed;
    private final Instant end;

    /** @param end when the history ends; longer ago than a partial's window, so that partials carry only what is new */
    public TransappGenerator(long seed, Instant end) {
        this.seed = seed;
        this.end = end.truncatedTo(ChronoUnit.MICROS);
    }

    /** Fills empty tables and sets their sequences, in the connection's transaction. */
    public void fill(Connection connection) throws SQLException {
        new CityRows(connection, seed, end.minus(HISTORY)).write();
        new ReportRows(connection, seed, end.minus(HISTORY)).write();
        new TravelRows(connection, seed, end.minus(HISTORY)).write();
        try (Statement statement = connection.createStatement()) {
            for (TransappTable table : TransappTable.values()) {
                if (table != TransappTable.EVENT) {
                    statement.execute(
                            "SELECT setval(pg_get_serial_sequence('" + table.sql() + "', 'id'), " + table.rows() + ")");
                }
            }
        }
    }

    /** Draws the image of every report that names one, into a folder that exists. */
    public void drawImages(Path folder) throws IOException {
        ReportImages images = new ReportImages(seed, folder);
        for (int report = REPORTS_PER_IMAGE; report <= TransappTable.REPORT.rows(); report += REPORTS_PER_IMAGE) {
            images.write(report);
        }
    }
}
