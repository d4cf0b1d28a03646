package io.dbferry.init;

/** An answer that cannot be, with the cause. */
final class BadAnswer extends Exception {
    private static final long serialVersionUID = 1L;

    BadAnswer(String cause) {
        super(cause);
    }

    String cause() {
        return String.valueOf(getMessage());
    }
}
