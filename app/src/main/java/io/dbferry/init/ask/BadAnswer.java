package io.dbferry.init.ask;

/** An answer that cannot be, with the cause. */
public final class BadAnswer extends Exception {
    private static final long serialVersionUID = 1L;

    public BadAnswer(String cause) {
        super(cause);
    }

    public String cause() {
        return String.valueOf(getMessage());
    }
}
