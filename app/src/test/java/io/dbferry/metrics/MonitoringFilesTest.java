package io.dbferry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules, dashboard and reference name the metrics that there are. */
class MonitoringFilesTest {
    private static final Path PROJECT = Path.of(System.getProperty("dbferry.project", ".."));
    private static final Pattern NAME = Pattern.compile("\\bdbferry_[a-z_]+");

    @TempDir
    private Path work;

    @Test
    void everyMetricIsDocumentedAndNoOtherIsUsed() throws IOException {
        Set<String> exposed = names(exposition());

        assertThat(names(Files.readString(PROJECT.resolve("docs/reference/metrics.md"))))
                .isEqualTo(exposed);
        for (String file : List.of("dbferry.rules.yml", "dbferry.test.yml", "dashboard.json")) {
            assertThat(exposed)
                    .as(file)
                    .containsAll(names(Files.readString(PROJECT.resolve("packaging/monitoring/" + file))));
        }
    }

    private String exposition() throws IOException {
        MetricsFolder folder = new MetricsFolder(work);
        Instant now = Instant.parse("2026-11-23T03:40:30Z");
        folder.ran(MeasuredCommand.LOAD, now, Duration.ofSeconds(1), 0, Map.of("complete", Totals.NONE));
        folder.measured(new Readings(
                now,
                List.of(Gauge.values()).stream()
                        .map(gauge -> Readings.Sample.of(gauge, 1))
                        .toList()));
        return new String(
                Exposition.text(List.of(new Exposition("s", "sender", folder, () -> 2)), 0, now),
                java.nio.charset.StandardCharsets.UTF_8);
    }

    private static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        Matcher name = NAME.matcher(text);
        while (name.find()) {
            names.add(name.group());
        }
        return names;
    }
}
