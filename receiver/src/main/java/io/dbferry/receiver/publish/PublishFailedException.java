package io.dbferry.receiver.publish;

import org.jspecify.annotations.Nullable;

/** Something could not be published; the message is a cause, and nothing of the shipment is to be seen. */
public final class PublishFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    public PublishFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
