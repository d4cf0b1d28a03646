package io.dbferry.stream.media;

/** What is wrong with a shipment's media. */
public final class UnfitMediaException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnfitMediaException(String message) {
        super(message);
    }
}
