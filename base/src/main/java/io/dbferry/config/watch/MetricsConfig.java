package io.dbferry.config.watch;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where metrics go.
 *
 * @param file for node_exporter's textfile collector
 * @param port of 127.0.0.1, for {@code run}
 * @param hosts names beside 127.0.0.1 and localhost that browsers may ask that port by, as behind a proxy
 */
public record MetricsConfig(Optional<Path> file, Optional<Integer> port, List<String> hosts) {
    public static final MetricsConfig NONE = new MetricsConfig(Optional.empty(), Optional.empty(), List.of());

    public MetricsConfig {
        hosts = List.copyOf(hosts);
    }

    /** Whether anyone wants them. */
    public boolean isOn() {
        return file.isPresent() || port.isPresent();
    }
}
