package io.dbferry.config.watch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** This machine, as messages name it to people on another. */
public final class ThisHost {
    private ThisHost() {}

    public static String name() {
        return find().orElse("an unnamed host");
    }

    /** Empty if the system does not know its own name. */
    public static Optional<String> find() {
        try {
            return Optional.of(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
