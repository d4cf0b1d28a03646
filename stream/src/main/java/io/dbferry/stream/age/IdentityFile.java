package io.dbferry.stream.age;

import com.exceptionfactory.jagged.bech32.Bech32;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;

/** A file of age identities: who may read it, and what its lines are. No message holds any of its text. */
final class IdentityFile {
    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
    private static final long MAX_BYTES = 1 << 20;
    /** The base point of X25519 (RFC 7748, section 4.1). */
    private static final BigInteger BASE = BigInteger.valueOf(9);

    private IdentityFile() {}

    /** A line with a secret key, counted from 1. Has no text form. */
    static final class SecretKey {
        private final String text;
        private final int line;

        SecretKey(String text, int line) {
            this.text = text;
            this.line = line;
        }

        String text() {
            return text;
        }

        int line() {
            return line;
        }

        /** The public half, {@code age1…}. */
        String recipient() throws GeneralSecurityException {
            byte[] secret = Bech32.getDecoder().decode(text).getData();
            KeyFactory keys = KeyFactory.getInstance("X25519");
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, secret)));
            agreement.doPhase(keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, BASE)), true);
            return Bech32.getEncoder().encode("age", agreement.generateSecret()).toString();
        }
    }

    static List<SecretKey> read(Path file) {
        List<SecretKey> keys = new ArrayList<>();
        int number = 0;
        for (String line : content(file).lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (!line.startsWith(AgeIdentities.PREFIX)) {
                throw malformed(file, number);
            }
            keys.add(new SecretKey(line.strip(), number));
        }
        if (keys.isEmpty()) {
            throw failure(file, "there is no identity in it", "age-keygen -o FILE makes one", null);
        }
        return keys;
    }

    private static String content(Path file) {
        try {
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
            if (!OWNERS.containsAll(rights)) {
                throw failure(
                        file,
                        "others than its owner have rights to it (" + PosixFilePermissions.toString(rights) + ")",
                        "chmod 600 '" + file + "'; if others may have read it, make a new one with age-keygen",
                        null);
            }
            if (Files.size(file) > MAX_BYTES) {
                throw malformed(file, 1);
            }
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw failure(
                    file, "the file does not exist", "Correct decrypt.identity-file; age-keygen -o FILE makes one", e);
        } catch (IOException e) {
            throw failure(file, "the file cannot be read", "Make it the file of the account that DbFerry runs as", e);
        }
    }

    static DbferryException malformed(Path file, int line) {
        return failure(
                file,
                "line " + line + " is not an age identity",
                "A line is AGE-SECRET-KEY-1…, as age-keygen writes it, or a comment; files with a passphrase, SSH keys"
                        + " and plugins are not taken",
                null);
    }

    private static DbferryException failure(Path file, String cause, String hint, @Nullable Throwable e) {
        return new DbferryException(Failure.CONFIG, "cannot use identity file '" + file + "': " + cause, hint, e);
    }
}
