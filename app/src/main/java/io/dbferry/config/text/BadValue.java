package io.dbferry.config.text;

/** What is wrong with one value; becomes a problem at its key and line. Holds no secret. */
public final class BadValue extends Exception {
    private static final long serialVersionUID = 1L;

    public BadValue(String message) {
        super(message, null, false, false);
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
