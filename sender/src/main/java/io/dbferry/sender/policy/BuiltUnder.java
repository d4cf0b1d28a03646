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

/**
 * Which policy held when shipments that wait were built. What an operator holds back from now on must not leave with a
 * shipment of before. Kept in a file of the work folder for each kind of shipment, which its run alone writes.
 */
public record BuiltUnder(Path work, PolicyConfig policy) {
    /** Whether shipments of the kind that wait were built under another policy than today's. */
    public boolean another(Kind kind) throws IOException {
        Path file = file(kind);
        String before = Files.exists(file) ? Files.readString(file) : mark(PolicyConfig.NONE);
        return !before.equals(mark(policy));
    }

    /** From here on, shipments of the kind are built under today's policy, and none of another waits. */
    public void remember(Kind kind) throws IOException {
        if (another(kind)) {
            AtomicFile.write(file(kind), mark(policy).getBytes(StandardCharsets.UTF_8), Durability.DURABLE);
        }
    }

    private Path file(Kind kind) {
        return work.resolve("policy-" + kind.word() + ".sha256");
    }

    private static String mark(PolicyConfig policy) {
        String secret = policy.hashes()
                ? HashKey.read(policy.keyFile().orElseThrow()).settings().keySet().stream()
                        .sorted()
                        .toList()
                        .toString()
                : "";
        return Hashing.sha256((policy + secret).getBytes(StandardCharsets.UTF_8));
    }
}
