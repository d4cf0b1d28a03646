package io.dbferry.sender.policy;

import io.dbferry.config.policy.PolicyConfig;
import io.dbferry.files.AtomicFile;
import io.dbferry.files.Durability;
import io.dbferry.stream.format.Kind;
import io.dbferry.text.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which policy held when shipments that wait were built. What an operator holds back from now on must not leave with a
 * shipment of before. Kept in a file of the work folder for each kind of shipment, which its run alone writes.
 */
public record BuiltUnder(Path work, PolicyConfig policy) {
    private static final String NONE = "none";

    /** Whether shipments of the kind that wait were built under another policy than today's. */
    public boolean another(Kind kind) throws IOException {
        Path file = file(kind);
        String before = Files.exists(file) ? Files.readString(file) : NONE;
        return !before.equals(now());
    }

    /** From here on, shipments of the kind are built under today's policy, and none of another waits. */
    public void remember(Kind kind) throws IOException {
        if (another(kind)) {
            AtomicFile.write(file(kind), now().getBytes(StandardCharsets.UTF_8), Durability.DURABLE);
        }
    }

    private String now() {
        return hash(policy).orElse(NONE);
    }

    /** SHA-256 of all that the policy says, with which secret it hashes; empty if everything travels as it is. */
    public static Optional<String> hash(PolicyConfig policy) {
        if (policy.isNone()) {
            return Optional.empty();
        }
        // The names of its settings tell one secret from another.
        String secret = policy.hashes()
                ? new TreeSet<>(HashKey.read(policy.keyFile().orElseThrow())
                                .settings()
                                .keySet())
                        .toString()
                : "";
        return Optional.of(Hashing.sha256((policy.canonical() + "\n" + secret).getBytes(StandardCharsets.UTF_8)));
    }

    private Path file(Kind kind) {
        return work.resolve("policy-" + kind.word() + ".sha256");
    }
}
