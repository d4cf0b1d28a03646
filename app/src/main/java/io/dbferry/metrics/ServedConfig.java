package io.dbferry.metrics;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One config: the page, {@code /status.json}, {@code /metrics} and {@code /health}.
 *
 * @param since health counts runs from then on
 */
public record ServedConfig(List<String> hosts, Site site, Exposition metrics, MetricsFolder noted, Instant since)
        implements Served {
    public ServedConfig {
        hosts = List.copyOf(hosts);
    }

    /** What people look at, ready to be shown. */
    public interface Site {
        /** Empty for a path that it does not have. */
        Optional<Page> get(String path);

        /** What a list of several says of it. */
        Summary summary();
    }

    /** @param state as the page's style sheet names it: {@code well}, {@code late}, {@code failing}, {@code empty} */
    public record Summary(String state, String text) {}

    @Override
    public Optional<Page> get(String path, Instant now) throws IOException {
        return switch (path) {
            case "/metrics" -> Optional.of(Page.metrics(Exposition.text(List.of(metrics), now)));
            case "/health" -> Optional.of(Page.health(problems()));
            default -> site.get(path);
        };
    }

    List<String> problems() throws IOException {
        return Health.problems(noted.commands(), since);
    }
}
