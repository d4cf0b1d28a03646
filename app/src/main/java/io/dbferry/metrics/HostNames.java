package io.dbferry.metrics;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The names by which this machine may be asked. A web site that lets its own name point at 127.0.0.1 could otherwise read
 * everything here through a visitor's browser (DNS rebinding).
 */
final class HostNames {
    private final Set<String> names = new HashSet<>(List.of("127.0.0.1", "localhost"));

    HostNames(List<String> others) {
        others.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    }

    /** @param host as of the header; every browser sends one, and a request without it comes from none */
    boolean areOurs(Optional<String> host) {
        return host.map(name -> name.replaceFirst(":\\d{1,5}$", "").toLowerCase(Locale.ROOT))
                .map(names::contains)
                .orElse(true);
    }
}
