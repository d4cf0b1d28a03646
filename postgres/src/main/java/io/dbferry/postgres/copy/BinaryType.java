package io.dbferry.postgres.copy;

import io.dbferry.postgres.copy.BinaryRows.NotBinaryException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** How a value's text becomes its binary form, with its length in front: as the type's send function writes it. */
enum BinaryType {
    INT2 {
        @Override
        void write(byte[] text, int start, int end, BinaryBuffer out) throws NotBinaryException {
            long value = integer(text, start, end);
            check((short) value == value);
            out.int32(2);
            out.int16((int) value);
        }
    },
    INT4 {
        @Override
        void write(byte[] text, int start, int end, BinaryBuffer out) throws NotBinaryException {
            long value = integer(text, start, end);
            check((int) value == value);
            out.int32(4);
            out.int32((int) value);
        }
    },
    INT8 {
        @Override
        void write(byte[] text, int start, int end, BinaryBuffer out) throws NotBinaryException {
            out.int32(8);
            out.int64(integer(text, start, end));
        }
    },
    FLOAT4 {
        @Override
        void write(byte[] text, int start, int end, BinaryBuffer out) throws NotBinaryException {
            String number = decimal(text, start, end);
            float value = Float.parseFloat(number);
            // Out of range, which the server must say.
            check(Float.isFinite(value) && (value != 0 || Double.parseDouble(number) == 0));
            out.int32(4);
            out.int32(Float.floatToIntBits(value));
        }
    },
    FLOAT8 {
        @Override
        void write(byte[] text, int start, int end, BinaryBuffer out) throws NotBinaryException {
            out.int32(8);
            out.int64(Double.doubleToLongBits(real(text, start, end)));
        }
    },
    BOOL {
        @Override
        void write(byte[] text, int start, int end, BinaryBuffer out) throws NotBinaryException {
            check(end - start == 1 && (text[start] == 't' || text[start] == 'f'));
            out.int32(1);
            out.int8(text[start] == 't' ? 1 : 0);
        }
    },
    TEXT {
        @Override
        void write(byte[] text, int start, int end, BinaryBuffer out) {
            out.int32(end - start);
            out.bytes(text, start, end - start);
        }
    },
    JSONB {
        @Override
        void write(byte[] text, int start, int end, BinaryBuffer out) {
            out.int32(1 + end - start);
            out.int8(1); // the version of the format
            out.bytes(text, start, end - start);
        }
    },
    UUID {
        @Override
        void write(byte[] text, int start, int end, BinaryBuffer out) throws NotBinaryException {
            check(end - start == 36);
            out.int32(16);
            for (int i = start; i < end; i += 2) {
                int place = i - start;
                if (place == 8 || place == 13 || place == 18 || place == 23) {
                    check(text[i] == '-');
                    i++;
                }
                out.int8(hex(text[i]) << 4 | hex(text[i + 1]));
            }
        }
    },
    DATE {
        @Override
        void write(byte[] text, int start, int end, BinaryBuffer out) throws NotBinaryException {
            check(end - start == BinaryTime.DATE_LENGTH);
            out.int32(4);
            out.int32(BinaryTime.days(text, start));
        }
    },
    TIMESTAMP {
        @Override
        void write(byte[] text, int start, int end, BinaryBuffer out) throws NotBinaryException {
            out.int32(8);
            out.int64(BinaryTime.micros(text, start, end));
        }
    },
    TIMESTAMPTZ {
        @Override
        void write(byte[] text, int start, int end, BinaryBuffer out) throws NotBinaryException {
            int zone = end - 3;
            check(zone > start && text[zone] == '+' && text[zone + 1] == '0' && text[zone + 2] == '0');
            out.int32(8);
            out.int64(BinaryTime.micros(text, start, zone));
        }
    };

    private static final int LONGEST_INTEGER = 19;

    /** Up to here a double holds every integer, and every power of ten. */
    private static final int EXACT_DIGITS = 15;

    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    /** @throws NotBinaryException if it is not text as the server writes it, or nothing that is known here */
    abstract void write(byte[] text, int start, int end, BinaryBuffer out) throws NotBinaryException;

    /** @param type as {@code format_type} writes it: types of other schemas are qualified there */
    static Optional<BinaryType> of(String type) {
        int modifier = type.indexOf('(');
        return Optional.ofNullable(
                switch (modifier < 0 ? type : type.substring(0, modifier)) {
                    case "smallint" -> INT2;
                    case "integer" -> INT4;
                    case "bigint" -> INT8;
                    case "real" -> FLOAT4;
                    case "double precision" -> FLOAT8;
                    case "boolean" -> BOOL;
                    case "text", "character varying", "json" -> type.endsWith("]") ? null : TEXT;
                    case "jsonb" -> JSONB;
                    case "uuid" -> UUID;
                    case "date" -> DATE;
                    case "timestamp without time zone" -> TIMESTAMP;
                    case "timestamp with time zone" -> TIMESTAMPTZ;
                    default -> null;
                });
    }

    private static void check(boolean known) throws NotBinaryException {
        if (!known) {
            throw new NotBinaryException("a value that is not known here");
        }
    }

    private static long integer(byte[] text, int start, int end) throws NotBinaryException {
        boolean negative = start < end && text[start] == '-';
        int first = negative ? start + 1 : start;
        check(end > first && end - first <= LONGEST_INTEGER);
        long value = 0;
        for (int i = first; i < end; i++) {
            int digit = text[i] - '0';
            check(digit >= 0 && digit <= 9);
            value = 10 * value - digit;
        }
        check(value <= 0 && (negative || value != Long.MIN_VALUE)); // 19 digits may be more than a long takes
        return negative ? value : -value;
    }

    /**
     * A quotient of two doubles that are both exact is rounded once, and so the nearest double (W. D. Clinger, How to
     * read floating point numbers accurately, 1990); anything longer goes the library's way.
     */
    private static double real(byte[] text, int start, int end) throws NotBinaryException {
        boolean negative = start < end && text[start] == '-';
        long digits = 0;
        int count = 0;
        int point = -1;
        for (int i = negative ? start + 1 : start; i < end; i++) {
            int digit = text[i] - '0';
            if (digit >= 0 && digit <= 9) {
                digits = 10 * digits + digit;
                count++;
            } else if (text[i] == '.' && point < 0) {
                point = count;
            } else {
                count = Integer.MAX_VALUE;
            }
            if (count > EXACT_DIGITS) {
                return Double.parseDouble(decimal(text, start, end));
            }
        }
        check(count > 0);
        double value = digits / POWERS[point < 0 ? 0 : count - point];
        return negative ? -value : value;
    }

    /** The text of a finite number: Java reads more than PostgreSQL writes. */
    private static String decimal(byte[] text, int start, int end) throws NotBinaryException {
        boolean digits = false;
        boolean exponent = false;
        boolean nought = true;
        for (int i = start; i < end; i++) {
            byte b = text[i];
            digits |= b >= '0' && b <= '9';
            exponent |= b == 'e';
            nought &= exponent || b < '1' || b > '9';
            check(b >= '0' && b <= '9' || b == '.' || b == 'e' || b == '+' || b == '-');
        }
        check(digits);
        try {
            String number = new String(text, start, end - start, StandardCharsets.ISO_8859_1);
            double value = Double.parseDouble(number);
            check(Double.isFinite(value) && (value == 0) == nought);
            return number;
        } catch (NumberFormatException e) {
            throw new NotBinaryException("a number that is not known here");
        }
    }

    private static int hex(byte digit) throws NotBinaryException {
        int value = Character.digit(digit, 16);
        check(value >= 0);
        return value;
    }
}
