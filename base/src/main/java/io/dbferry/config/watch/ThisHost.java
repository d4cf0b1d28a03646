package io.dbferry.config.watch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** This machine, as messages name it to people on another. */
public final class ThisHost {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private ThisHost() {}

    public static String name() {
        return find().orElse("an unnamed host");
    }

    /**
     * The kernel's name, as {@code hostname} prints it: it needs no entry in {@code /etc/hosts}, which containers often lack.
     * Empty if the system does not know its own name.
     */
    public static Optional<String> find() {
        try {
            String name = Files.readString(KERNEL).strip();
            if (!name.isEmpty() && !name.equals("(none)")) {
                return Optional.of(name);
            }
        } catch (IOException e) {
            return ofResolver(); // another system than Linux
        }
        return ofResolver();
    }

    private static Optional<String> ofResolver() {
        try {
            return Optional.of(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
