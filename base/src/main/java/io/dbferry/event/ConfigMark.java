package io.dbferry.event;

import org.jspecify.annotations.Nullable;

/**
 * Names the config that this thread works for, where one process runs several, until it is closed. Threads that are made meanwhile keep
 * the name for good.
 */
public final class ConfigMark implements AutoCloseable {
    private static final InheritableThreadLocal<@Nullable String> CURRENT = new InheritableThreadLocal<>();

    private ConfigMark() {}

    public static ConfigMark begin(String config) {
        CURRENT.set(config);
        return new ConfigMark();
    }

    /** Null in a process of one config, and for what concerns none. */
    public static @Nullable String current() {
        return CURRENT.get();
    }

    @Override
    public void close() {
        CURRENT.remove();
    }
}
