package io.dbferry.demo.servers;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Passwords of the demo's roles, new ones for each demo. */
final class DemoPassword {
    private static final int BYTES = 16;

    private DemoPassword() {}

    /** Hexadecimal, so that it needs no quoting in SQL. */
    static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
