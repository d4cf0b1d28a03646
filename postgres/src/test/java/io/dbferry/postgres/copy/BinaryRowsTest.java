package io.dbferry.postgres.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.copy.BinaryRows.NotBinaryException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinaryRowsTest {
    private static final String HEAD = "5047434f50590aff0d0a000000000000000000";
    private static final LocalDate EPOCH = LocalDate.of(2000, 1, 1);

    /** Of the documentation of COPY: a count of fields, and of each field its length and its bytes. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            INT2        | -32768                               | 00000002 8000
            INT4        | 2147483647                           | 00000004 7fffffff
            INT8        | -9223372036854775808                 | 00000008 8000000000000000
            INT8        | 9223372036854775807                  | 00000008 7fffffffffffffff
            FLOAT4      | -1.5                                 | 00000004 bfc00000
            FLOAT4      | 3.4028235e+38                        | 00000004 7f7fffff
            FLOAT4      | 1e-45                                | 00000004 00000001
            FLOAT4      | 0                                    | 00000004 00000000
            FLOAT8      | 0.1                                  | 00000008 3fb999999999999a
            FLOAT8      | -0                                   | 00000008 8000000000000000
            FLOAT8      | 1.7976931348623157e+308              | 00000008 7fefffffffffffff
            FLOAT8      | 5e-324                               | 00000008 0000000000000001
            FLOAT8      | 123456789012345678                   | 00000008 437b69b4ba630f35
            FLOAT8      | 0.0000000000000000000                | 00000008 0000000000000000
            BOOL        | t                                    | 00000001 01
            BOOL        | f                                    | 00000001 00
            TEXT        | añ                                   | 00000003 61c3b1
            JSONB       | {}                                   | 00000003 017b7d
            UUID        | a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11 | 00000010 a0eebc999c0b4ef8bb6d6bb9bd380a11
            DATE        | 2000-01-01                           | 00000004 00000000
            DATE        | 1999-12-31                           | 00000004 ffffffff
            TIMESTAMP   | 2000-01-01 00:00:00                  | 00000008 0000000000000000
            TIMESTAMP   | 1999-12-31 23:59:59.999999           | 00000008 ffffffffffffffff
            TIMESTAMPTZ | 2000-01-01 00:00:01.5+00             | 00000008 000000000016e360
            """)
    void aValueIsWrittenAsItsTypeSendsIt(BinaryType type, String text, String hex) throws IOException {
        String row = "0001" + hex.replace(" ", "");
        assertThat(HexFormat.of().formatHex(binary(List.of(type), text + "\n"))).isEqualTo(HEAD + row + "ffff");
    }

    @Test
    void nullsAndEscapesAreThoseOfCopy() throws IOException {
        List<BinaryType> types = List.of(BinaryType.TEXT, BinaryType.INT4, BinaryType.TEXT);

        String rows = HexFormat.of().formatHex(binary(types, "\\\\\\t\\n\\r\\b\\f\\v\t\\N\t\n\\N\t7\tx\n"));

        assertThat(rows)
                .isEqualTo(HEAD + "0003" + "00000007" + "5c090a0d080c0b" + "ffffffff" + "00000000" + "0003" + "ffffffff"
                        + "00000004" + "00000007" + "00000001" + "78" + "ffff");
    }

    @Test
    void linesMayComeInPiecesOfAnyLength() throws IOException {
        List<BinaryType> types = List.of(BinaryType.INT4, BinaryType.TEXT);
        byte[] text = ("1\tone\n22\t" + "tw\\\\o".repeat(700) + "\n333\t\n").getBytes(StandardCharsets.UTF_8);
        byte[] whole = binary(types, new String(text, StandardCharsets.UTF_8));

        for (int piece : new int[] {1, 2, 7, 1025}) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BinaryRows rows = BinaryRows.into(out, types);
            for (int from = 0; from < text.length; from += piece) {
                rows.write(text, from, Math.min(piece, text.length - from));
            }
            rows.end();
            assertThat(out.toByteArray()).as("pieces of %s", piece).isEqualTo(whole);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryRows rows = BinaryRows.into(out, types);
        for (byte b : text) {
            rows.write(b);
        }
        rows.end();
        assertThat(out.toByteArray()).isEqualTo(whole);
    }

    @Test
    void manyRowsAreGivenOnBeforeTheEnd() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryRows rows = BinaryRows.into(out, List.of(BinaryType.TEXT));

        rows.write(("x".repeat(1000) + "\n").repeat(100).getBytes(StandardCharsets.UTF_8));

        assertThat(out.size()).isGreaterThan(1 << 16);
        rows.end();
        assertThat(out.size()).isEqualTo(HEAD.length() / 2 + 100 * (2 + 4 + 1000) + 2);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            INT2        | 32768
            INT2        | -32769
            INT4        | 2147483648
            INT8        | 9223372036854775808
            INT8        | 99999999999999999999
            INT4        | -
            INT4        | +1
            INT4        | 1x
            INT4        | ''
            FLOAT4      | 1e39
            FLOAT4      | 1e-46
            FLOAT4      | NaN
            FLOAT8      | 1e309
            FLOAT8      | -1e-400
            FLOAT8      | 1.2.3
            FLOAT8      | 0x1p3
            FLOAT8      | 1d
            FLOAT8      | .
            FLOAT8      | -
            FLOAT8      | e
            FLOAT8      | 1e
            FLOAT8      | 1-1
            BOOL        | true
            BOOL        | x
            UUID        | a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1
            UUID        | a0eebc999-c0b-4ef8-bb6d-6bb9bd380a11
            UUID        | g0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11
            UUID        | ñ0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1
            DATE        | 2001-02-29
            DATE        | 1900-02-29
            DATE        | 2000-13-01
            DATE        | 2000-00-01
            DATE        | 2000-04-31
            DATE        | 2000-01-00
            DATE        | 0000-01-01
            DATE        | 2000/01/01
            DATE        | 20000-01-01
            DATE        | infinity
            TIMESTAMP   | 2000-01-01 24:00:00
            TIMESTAMP   | 2000-01-01 23:60:00
            TIMESTAMP   | 2000-01-01 23:59:60
            TIMESTAMP   | 2000-01-01T00:00:00
            TIMESTAMP   | 2000-01-01 00:00
            TIMESTAMP   | 2000-01-01 00:00:00.
            TIMESTAMP   | 2000-01-01 00:00:00.1234567
            TIMESTAMP   | 2000-01-01 00:00:00 BC
            TIMESTAMPTZ | 2000-01-01 00:00:00
            TIMESTAMPTZ | 2000-01-01 00:00:00+01
            TIMESTAMPTZ | +00
            """)
    void aValueThatIsNotKnownIsLeftToTheServer(BinaryType type, String text) {
        assertThatThrownBy(() -> binary(List.of(type), text + "\n")).isInstanceOf(NotBinaryException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1\n", "1\t2\t3\n", "1\tx\\", "1\t\\x\n", "1\tx\\N\n", "1\tx", "1\tx\\\n"})
    void aLineThatIsNotOfTheServerIsLeftToIt(String text) {
        assertThatThrownBy(() -> binary(List.of(BinaryType.INT4, BinaryType.TEXT), text))
                .isInstanceOf(NotBinaryException.class);
    }

    @Test
    void aRowTooLongForMemoryIsLeftToTheServer() throws IOException {
        BinaryRows rows = BinaryRows.into(new ByteArrayOutputStream(), List.of(BinaryType.TEXT));
        byte[] half = new byte[1 << 21];
        Arrays.fill(half, (byte) 'x');
        rows.write(half);
        rows.write(half);

        assertThatThrownBy(() -> rows.write('x')).isInstanceOf(NotBinaryException.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = BinaryType.class,
            names = {"TEXT", "JSONB"},
            mode = EnumSource.Mode.EXCLUDE)
    void noTypeButTextTakesAnyBytes(BinaryType type) {
        assertThatThrownBy(() -> binary(List.of(type), "\u0000\u00ff no value\n"))
                .isInstanceOf(NotBinaryException.class);
    }

    @Test
    void daysAndMicrosAreThoseOfTheCalendar() throws IOException {
        for (LocalDate day = LocalDate.of(1, 1, 1); day.getYear() < 10000; day = day.plusDays(97)) {
            ByteBuffer row = ByteBuffer.wrap(binary(List.of(BinaryType.DATE), day + "\n"));
            assertThat(row.getInt(HEAD.length() / 2 + 6)).as("%s", day).isEqualTo((int)
                    ChronoUnit.DAYS.between(EPOCH, day));
        }
        LocalDateTime time = LocalDateTime.of(2024, 2, 29, 13, 7, 9, 123_456_000);
        ByteBuffer row = ByteBuffer.wrap(binary(List.of(BinaryType.TIMESTAMP), "2024-02-29 13:07:09.123456\n"));
        assertThat(row.getLong(HEAD.length() / 2 + 6)).isEqualTo(ChronoUnit.MICROS.between(EPOCH.atStartOfDay(), time));
    }

    @Test
    void typesAreKnownByTheNamesOfFormatType() {
        assertThat(BinaryRows.types(List.of(
                        column("smallint"),
                        column("integer"),
                        column("bigint"),
                        column("real"),
                        column("double precision"),
                        column("boolean"),
                        column("text"),
                        column("character varying(20)"),
                        column("json"),
                        column("jsonb"),
                        column("uuid"),
                        column("date"),
                        column("timestamp without time zone"),
                        column("timestamp with time zone"))))
                .contains(List.of(
                        BinaryType.INT2,
                        BinaryType.INT4,
                        BinaryType.INT8,
                        BinaryType.FLOAT4,
                        BinaryType.FLOAT8,
                        BinaryType.BOOL,
                        BinaryType.TEXT,
                        BinaryType.TEXT,
                        BinaryType.TEXT,
                        BinaryType.JSONB,
                        BinaryType.UUID,
                        BinaryType.DATE,
                        BinaryType.TIMESTAMP,
                        BinaryType.TIMESTAMPTZ));
        assertThat(BinaryRows.types(List.of(column("integer"), column("numeric"))))
                .isEmpty();
        assertThat(BinaryRows.types(List.of(column("character varying(20)[]")))).isEmpty();
        assertThat(BinaryRows.types(List.of())).contains(List.of());
    }

    private static Column column(String type) {
        return new Column(
                "c", 1, type, false, null, Column.Generated.NO, Column.Identity.NO, "OPERATOR(pg_catalog.=)", null);
    }

    private static byte[] binary(List<BinaryType> types, String text) throws IOException {
        ByteArrayOutputStream binary = new ByteArrayOutputStream();
        BinaryRows rows = BinaryRows.into(binary, types);
        rows.write(text.getBytes(StandardCharsets.UTF_8));
        rows.end();
        return binary.toByteArray();
    }
}
