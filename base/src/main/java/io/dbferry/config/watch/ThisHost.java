package io.dbferry.config.watch;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** This machine, as messages name it to people on another. */
public final class ThisHost {
    private ThisHost() {}

    public static String name() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "an unnamed host";
        }
    }
}
