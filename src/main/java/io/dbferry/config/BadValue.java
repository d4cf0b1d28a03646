package io.dbferry.config;

/** What is wrong with one value; becomes a problem at its key and line. Holds no secret. */
final class BadValue extends Exception {
    private static final long serialVersionUID = 1L;

    BadValue(String message) {
        super(message, null, false, false);
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
