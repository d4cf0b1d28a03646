package io.dbferry.stream.signature;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys that are trusted: OpenSSH's {@code allowed_signers} file ({@code ssh-keygen(1)}, ALLOWED SIGNERS). Lines of
 * key types that are not known here are passed over: no signature of theirs is trusted.
 */
public final class AllowedSigners {
    private final List<AllowedSigner> signers;

    private AllowedSigners(List<AllowedSigner> signers) {
        this.signers = List.copyOf(signers);
    }

    /**
     * Reads the file, once; a later change is seen by reading it again.
     *
     * @throws KeyFileException if it cannot be read, or a line cannot be understood
     */
    public static AllowedSigners read(Path file) throws KeyFileException {
        String text = new String(SshSigner.read("read", file, "allowed_signers file"), StandardCharsets.UTF_8);
        List<AllowedSigner> signers = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                continue;
            }
            try {
                new AllowedSignersLine(line).parse().ifPresent(signers::add);
            } catch (IllegalArgumentException e) {
                throw new KeyFileException(
                        "cannot read '" + file + "': line " + number + ": " + e.getMessage(),
                        "A line is: principal [options] key-type base64-key; see ALLOWED SIGNERS in man ssh-keygen.",
                        e);
            }
        }
        return new AllowedSigners(signers);
    }

    List<AllowedSigner> withKey(String keyBase64) {
        return signers.stream()
                .filter(signer -> signer.keyBase64().equals(keyBase64))
                .toList();
    }
}
