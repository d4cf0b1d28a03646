package io.dbferry.postgres.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.CatalogReader;
import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.postgres.connect.DatabaseUrl;
import io.dbferry.testing.PostgresServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

class BinaryRowsIT {
    private static final String ROW = "CREATE TABLE %s (a smallint, b integer, c bigint, d real, e double precision,"
            + " f boolean, g text, h varchar(300), i json, j jsonb, k uuid, l date, m timestamp, n timestamptz)";

    private Connection connection;
    private List<Column> columns;

    @BeforeEach
    void twoTables() throws SQLException {
        connection = database();
        execute(ROW.formatted("public.here"));
        execute(ROW.formatted("public.there"));
        Catalog catalog = new CatalogReader(connection).read();
        columns = catalog.find(new TableName("public", "here")).orElseThrow().columns();
    }

    private static Connection database() throws SQLException {
        PostgresServer server = PostgresServer.of(18);
        DatabaseUrl url = DatabaseUrl.parse(server.url(server.createDatabase("binary")));
        return new Database(url, Optional::empty, Failure.TARGET_DATABASE, "dbferry test").connect();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void everydayValuesArriveInTheBinaryFormatAsTheyWere() throws Exception {
        execute("SELECT setseed(0.5)");
        execute("""
                INSERT INTO public.here SELECT (random() * 65535 - 32768)::int, (random() * 4294967295 - 2147483648)::bigint,
                  ((random() - 0.5) * 1.8e19)::bigint, CASE WHEN n % 2 = 0 THEN (random() * 1000 - 500)::real
                    ELSE ((random() - 0.5) * 10 ^ (random() * 76 - 38))::real END,
                  CASE n % 4 WHEN 0 THEN round((random() * 360 - 180)::numeric, 6)::float8 WHEN 1 THEN random()
                    WHEN 2 THEN (random() - 0.5) * 10 ^ (random() * 600 - 300) ELSE (random() * 1e6)::int END,
                  random() < 0.5, CASE n % 3 WHEN 0 THEN '' WHEN 1 THEN E'a\\tb\\nc\\\\d\\r\\b\\f\\x0b\\\\N €😀' ELSE repeat('x', n % 300) END,
                  repeat(chr(256 + n % 9000), n % 300), json_build_object('k', n, 'v', E'"\\\\'),
                  jsonb_build_array(n, NULL, 'q"'), gen_random_uuid(), date '2000-01-01' + (random() * 3000000 - 700000)::int,
                  timestamp '2000-01-01' + random() * interval '6000 years' - interval '1500 years',
                  timestamptz '2000-01-01Z' + random() * interval '60 years' - interval '40 years'
                FROM generate_series(1, 5000) n""");
        execute("INSERT INTO public.here (b) VALUES (NULL)");
        execute("INSERT INTO public.here (g) VALUES (repeat(E'a\\tb', 500000))");
        execute(
                "INSERT INTO public.here (a, b, c, d, e) VALUES (-32768, -2147483648, -9223372036854775808, '-0', '-0'),"
                        + " (32767, 2147483647, 9223372036854775807, 3.4028235e38, 1.7976931348623157e308),"
                        + " (0, 0, 0, 1e-45, 5e-324), (1, 1, 1, 1.17549435e-38, 2.2250738585072014e-308)");
        execute("INSERT INTO public.here (l, m, n) VALUES ('0001-01-01', '0001-01-01', '0001-01-01Z'),"
                + " ('9999-12-31', '9999-12-31 23:59:59.999999', '9999-12-31 23:59:59.999999Z'),"
                + " ('2000-02-29', '1900-02-28 23:59:59.5', '1999-12-31 23:59:59.999999Z')");

        assertThat(binary(text())).startsWith("PGCOPY".getBytes(StandardCharsets.US_ASCII));
        assertArrives();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(g) VALUES (repeat('x', 5000000))",
                "(d) VALUES ('NaN'), ('Infinity')",
                "(e) VALUES ('-Infinity'), ('NaN')",
                "(l) VALUES ('infinity'), ('44-03-15 BC'), ('20000-01-01')",
                "(m) VALUES ('infinity'), ('44-03-15 BC'), ('20000-01-01')",
                "(n) VALUES ('-infinity'), ('44-03-15Z BC'), ('20000-01-01Z')"
            })
    void rareValuesArriveAsText(String rare) throws Exception {
        execute("INSERT INTO public.here (b, g) SELECT n, 'before' FROM generate_series(1, 5000) n");
        execute("INSERT INTO public.here " + rare);

        assertThatThrownBy(() -> binary(text())).isInstanceOf(BinaryRows.NotBinaryException.class);
        connection.setAutoCommit(false);
        assertArrives();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1\t2\n",
                "x\\N\n",
                "\\x41\n",
                "1",
                "-\n",
                "\n",
                "12345678901\n",
                "1 \n",
                "+1\n",
                "0x1\n",
                "9223372036854775808\n"
            })
    void whatTheServerWouldNotWriteIsLeftToTheServer(String line) {
        assertThatThrownBy(() -> binary(List.of(BinaryType.INT4), line.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(BinaryRows.NotBinaryException.class);
    }

    @Test
    void typesThatAreNotKnownAreCopiedAsText() {
        for (String type : new String[] {
            "text[]",
            "character varying(3)[]",
            "numeric(9,2)",
            "interval",
            "public.text",
            "timestamp(3) with time zone",
            "integer[]",
            "bytea",
            "character(3)",
            "\"char\"",
            "bit(3)"
        }) {
            assertThat(BinaryType.of(type)).as(type).isEmpty();
        }
    }

    private void assertArrives() throws SQLException, IOException {
        byte[] text = text();
        long rows = CopyIntoTable.all(connection, "public.there", columns, copy -> inPieces(text, copy));
        assertThat(rows).isEqualTo(count("public.here"));
        assertThat(count("(SELECT r::text FROM public.here r EXCEPT ALL SELECT r::text FROM public.there r) x"))
                .isZero();
        assertThat(count("public.there")).isEqualTo(rows);
    }

    private byte[] text() throws SQLException, IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        connection.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY public.here TO STDOUT", text);
        return text.toByteArray();
    }

    private byte[] binary(byte[] text) throws IOException {
        return binary(BinaryRows.types(columns).orElseThrow(), text);
    }

    private static byte[] binary(List<BinaryType> types, byte[] text) throws IOException {
        ByteArrayOutputStream binary = new ByteArrayOutputStream();
        BinaryRows rows = BinaryRows.into(binary, types);
        inPieces(text, rows);
        rows.end();
        return binary.toByteArray();
    }

    /** Of many lengths, so that they end anywhere in a line. */
    private static void inPieces(byte[] text, OutputStream out) throws IOException {
        int length = 1;
        for (int from = 0; from < text.length; from += length) {
            length = Math.min(length % 5000 + 1, text.length - from);
            out.write(text, from, length);
        }
    }

    private long count(String from) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + from)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
