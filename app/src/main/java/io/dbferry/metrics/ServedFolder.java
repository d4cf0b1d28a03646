package io.dbferry.metrics;

import io.dbferry.metrics.ServedConfig.Summary;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The configs of a folder on one port: each below {@code /<name>/}, a list of them, and {@code /metrics} and {@code /health} of all, with
 * the name as label and in front.
 */
public final class ServedFolder implements Served {
    private final Map<String, ServedConfig> configs = new ConcurrentSkipListMap<>();
    private final Supplier<Map<String, String>> failed;
    private final Function<SortedMap<String, Summary>, Page> list;

    /**
     * Begins with none.
     *
     * @param failed configs that do not run, with the cause
     * @param list shows what each comes to, by name
     */
    public ServedFolder(Supplier<Map<String, String>> failed, Function<SortedMap<String, Summary>, Page> list) {
        this.failed = failed;
        this.list = list;
    }

    public void put(String name, ServedConfig config) {
        configs.put(name, config);
    }

    public void remove(String name) {
        configs.remove(name);
    }

    @Override
    public List<String> hosts() {
        return configs.values().stream()
                .map(ServedConfig::hosts)
                .flatMap(Collection::stream)
                .distinct()
                .toList();
    }

    @Override
    public Optional<Page> get(String path, Instant now) throws IOException {
        return switch (path) {
            case "/" -> Optional.of(list.apply(summaries()));
            case "/metrics" -> Optional.of(metrics(now));
            case "/health" -> Optional.of(Page.health(problems()));
            default -> below(path, now);
        };
    }

    private Optional<Page> below(String path, Instant now) throws IOException {
        int end = path.indexOf('/', 1);
        ServedConfig config = end < 0 ? null : configs.get(path.substring(1, end));
        return config == null ? Optional.empty() : config.get(path.substring(end), now);
    }

    private SortedMap<String, Summary> summaries() {
        SortedMap<String, Summary> all = new TreeMap<>();
        configs.forEach((name, config) -> all.put(name, config.site().summary()));
        failed.get().forEach((name, cause) -> all.put(name, new Summary("failing", "does not run: " + cause)));
        return all;
    }

    private Page metrics(Instant now) throws IOException {
        List<Exposition> all = new ArrayList<>();
        configs.forEach((name, config) -> all.add(config.metrics().labelled(name)));
        return Page.metrics(Exposition.text(all, failed.get().size(), now));
    }

    private List<String> problems() throws IOException {
        List<String> problems = new ArrayList<>();
        failed.get().forEach((name, cause) -> problems.add(name + ": does not run: " + cause));
        for (Map.Entry<String, ServedConfig> each : configs.entrySet()) {
            each.getValue().problems().forEach(problem -> problems.add(each.getKey() + ": " + problem));
        }
        return problems;
    }
}
