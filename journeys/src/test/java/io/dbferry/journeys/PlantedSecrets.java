package io.dbferry.journeys;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Looks for texts that must not leave the sender in every byte that has. */
final class PlantedSecrets {
    private PlantedSecrets() {}

    /**
     * The files, by their names and contents, that hold one, whatever its case: in the depot and the receiver's work folder, and
     * of the sender's own what is sent elsewhere, its log and metrics.
     */
    static List<String> in(Path folder, String secret) throws IOException {
        List<String> leaks = new ArrayList<>();
        for (String place :
                List.of("depot", "receiver", "sender/work/log", "sender/work/metrics", "sender/work/outbox")) {
            if (Files.exists(folder.resolve(place))) {
                try (Stream<Path> files = Files.walk(folder.resolve(place))) {
                    for (Path file : files.toList()) {
                        find(file, secret, leaks);
                    }
                }
            }
        }
        return leaks;
    }

    private static void find(Path file, String secret, List<String> leaks) throws IOException {
        if (has(file.getFileName().toString(), secret)) {
            leaks.add("the name of " + file);
        }
        if (Files.isRegularFile(file)) {
            String text = text(file);
            int at = text.toUpperCase(Locale.ROOT).indexOf(secret.toUpperCase(Locale.ROOT));
            if (at >= 0) {
                leaks.add(file + ": ..." + text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 100)));
            }
        }
    }

    static boolean has(String text, String secret) {
        return text.toUpperCase(Locale.ROOT).contains(secret.toUpperCase(Locale.ROOT));
    }

    private static String text(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        if (file.toString().endsWith(".zst")) {
            try (ZstdInputStream plain = new ZstdInputStream(new ByteArrayInputStream(content)).setContinuous(true)) {
                content = plain.readAllBytes();
            }
        }
        return new String(content, StandardCharsets.ISO_8859_1);
    }
}
