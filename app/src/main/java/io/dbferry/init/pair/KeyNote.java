package io.dbferry.init.pair;

import io.dbferry.stream.signature.SshKeyFile;
import io.dbferry.text.Json;
import java.io.IOException;
import java.util.Optional;

/**
 * What a sender puts into the drop. Whoever has the pairing line can write one, so it is a claim and no more.
 *
 * @param key type and base64 of the public key that opens SFTP and signs
 * @param host the name that the sender gives itself, for the eye
 */
public record KeyNote(String key, String host) {
    static final int MOST_BYTES = 8192;
    private static final int LONGEST_HOST = 253;

    byte[] bytes() {
        return Json.write(this);
    }

    /** Empty if it is no note with a public key and a name. */
    static Optional<KeyNote> read(byte[] bytes) {
        try {
            KeyNote note = Json.readForeign(bytes, KeyNote.class);
            return note.isWhole() ? Optional.of(note) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The key gets into a line of {@code authorized_keys}: nothing but a type and base64 may stand there. */
    private boolean isWhole() {
        return key != null
                && host != null
                && host.length() <= LONGEST_HOST
                && key.matches("[a-z0-9@.-]+ [A-Za-z0-9+/=]+")
                && SshKeyFile.fingerprintOf(key).isPresent();
    }
}
