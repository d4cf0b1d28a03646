package io.dbferry.config.key;

import io.dbferry.config.Config;
import io.dbferry.config.SenderConfig;

/** The two roles that a config can have. */
public enum Side {
    SENDER("sender"),
    RECEIVER("receiver");

    private final String word;

    Side(String word) {
        this.word = word;
    }

    public static Side of(Config config) {
        return config instanceof SenderConfig ? SENDER : RECEIVER;
    }

    public String word() {
        return word;
    }

    public Side other() {
        return this == SENDER ? RECEIVER : SENDER;
    }
}
