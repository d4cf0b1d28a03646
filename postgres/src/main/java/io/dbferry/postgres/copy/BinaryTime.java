package io.dbferry.postgres.copy;

import io.dbferry.postgres.copy.BinaryRows.NotBinaryException;

/** Reads {@code 2017-03-01 00:00:01.5}: years of four digits after Christ, as {@code DateStyle} ISO writes them. */
final class BinaryTime {
    static final int DATE_LENGTH = 10;

    private static final int TIME_LENGTH = DATE_LENGTH + 9;
    private static final int MICROS_DIGITS = 6;

    /** Days from 1970-01-01 to PostgreSQL's epoch, 2000-01-01. */
    private static final int EPOCH = 10_957;

    private BinaryTime() {}

    /** Days since 2000-01-01. */
    static int days(byte[] text, int start) throws NotBinaryException {
        check(text[start + 4] == '-' && text[start + 7] == '-');
        int year = 100 * two(text, start) + two(text, start + 2);
        int month = two(text, start + 5);
        int day = two(text, start + 8);
        check(year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month));
        // The days of a year that begins in March, so that a leap day is its last.
        int years = month > 2 ? year : year - 1;
        int months = month > 2 ? month - 3 : month + 9;
        int dayOfYear = (153 * months + 2) / 5 + day - 1;
        int sinceYearNought = 365 * years + years / 4 - years / 100 + years / 400 + dayOfYear;
        return sinceYearNought - 719_468 - EPOCH;
    }

    private static int daysOf(int year, int month) {
        if (month == 2) {
            return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
        }
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    /** Microseconds since 2000-01-01 00:00. */
    static long micros(byte[] text, int start, int end) throws NotBinaryException {
        check(end - start >= TIME_LENGTH);
        long days = days(text, start);
        check(text[start + 10] == ' ' && text[start + 13] == ':' && text[start + 16] == ':');
        int hour = two(text, start + 11);
        int minute = two(text, start + 14);
        int second = two(text, start + 17);
        check(hour < 24 && minute < 60 && second < 60);
        return ((days * 24 + hour) * 60 + minute) * 60_000_000L
                + second * 1_000_000L
                + fraction(text, start + TIME_LENGTH, end);
    }

    private static int fraction(byte[] text, int start, int end) throws NotBinaryException {
        if (start == end) {
            return 0;
        }
        check(text[start] == '.' && end - start >= 2 && end - start <= 1 + MICROS_DIGITS);
        int value = 0;
        for (int i = 0; i < MICROS_DIGITS; i++) {
            int at = start + 1 + i;
            value = 10 * value + (at < end ? digit(text[at]) : 0);
        }
        return value;
    }

    private static int two(byte[] text, int at) throws NotBinaryException {
        return 10 * digit(text[at]) + digit(text[at + 1]);
    }

    private static int digit(byte text) throws NotBinaryException {
        int digit = text - '0';
        check(digit >= 0 && digit <= 9);
        return digit;
    }

    private static void check(boolean known) throws NotBinaryException {
        if (!known) {
            throw new NotBinaryException("a time that is not known here");
        }
    }
}
