package io.dbferry.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Whose shipments the receiver takes. With neither, it takes none.
 *
 * @param allowedSigners an OpenSSH {@code allowed_signers} file; with one, only signed shipments are applied
 * @param acceptUnsigned {@code unsigned: accept}: signatures are not looked at
 */
public record Trust(Optional<Path> allowedSigners, boolean acceptUnsigned) {
    public Trust {
        if (acceptUnsigned && allowedSigners.isPresent()) {
            throw new IllegalArgumentException("signatures are checked, and unsigned shipments accepted");
        }
    }
}
