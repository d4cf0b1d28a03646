package io.dbferry.config.watch;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where metrics go.
 *
 * @param file for node_exporter's textfile collector
 * @param port of 127.0.0.1, for {@code run}
 */
public record MetricsConfig(Optional<Path> file, Optional<Integer> port) {
    public static final MetricsConfig NONE = new MetricsConfig(Optional.empty(), Optional.empty());

    /** Whether anyone wants them. */
    public boolean isOn() {
        return file.isPresent() || port.isPresent();
    }
}
