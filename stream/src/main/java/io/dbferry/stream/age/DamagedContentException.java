package io.dbferry.stream.age;

import java.io.IOException;

/** Encrypted content that was altered, or ends too early. */
public final class DamagedContentException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedContentException(Throwable cause) {
        super("the encrypted content is damaged", cause);
    }
}
