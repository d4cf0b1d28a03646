package io.dbferry.metrics;

import io.dbferry.files.AtomicFile;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** All that is noted, in Prometheus' text format 0.0.4. Every metric tells the stream and the role. */
public final class Exposition {
    private final Labels ours;
    private final MetricsFolder noted;
    private final OpenIncidents incidents;

    public Exposition(String stream, String role, MetricsFolder noted, OpenIncidents incidents) {
        this(Labels.of("stream", stream, "role", role), noted, incidents);
    }

    private Exposition(Labels ours, MetricsFolder noted, OpenIncidents incidents) {
        this.incidents = incidents;
        this.ours = ours;
        this.noted = noted;
    }

    /** The same with the config's name as a further label, for a process of several. */
    Exposition labelled(String config) {
        return new Exposition(ours.add("config", config), noted, incidents);
    }

    /** Counts what fails or is silent now. */
    public interface OpenIncidents {
        int count() throws IOException;
    }

    /** The text of all these as of now. */
    static byte[] text(List<Exposition> expositions, Instant now) throws IOException {
        return text(families(expositions, now));
    }

    /** @param failed configs of the same process that do not run */
    static byte[] text(List<Exposition> expositions, int failed, Instant now) throws IOException {
        List<MetricSnapshot> all = families(expositions, now);
        all.add(GaugeSnapshot.builder()
                .name("dbferry_failed_configs")
                .help("Configs of the folder that do not run.")
                .dataPoint(GaugeDataPointSnapshot.builder().value(failed).build())
                .build());
        return text(all);
    }

    private static byte[] text(List<MetricSnapshot> all) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(text, new MetricSnapshots(all));
        return text.toByteArray();
    }

    /** Each metric once, with the data of all. */
    private static List<MetricSnapshot> families(List<Exposition> expositions, Instant now) throws IOException {
        Map<String, MetricSnapshot> families = new LinkedHashMap<>();
        for (Exposition each : expositions) {
            for (MetricSnapshot one : each.snapshots(now)) {
                families.merge(one.getMetadata().getName(), one, Exposition::together);
            }
        }
        return new ArrayList<>(families.values());
    }

    private static MetricSnapshot together(MetricSnapshot one, MetricSnapshot other) {
        if (one instanceof GaugeSnapshot gauge) {
            List<GaugeDataPointSnapshot> points = new ArrayList<>(gauge.getDataPoints());
            points.addAll(((GaugeSnapshot) other).getDataPoints());
            return new GaugeSnapshot(gauge.getMetadata(), points);
        }
        CounterSnapshot counter = (CounterSnapshot) one;
        List<CounterDataPointSnapshot> points = new ArrayList<>(counter.getDataPoints());
        points.addAll(((CounterSnapshot) other).getDataPoints());
        return new CounterSnapshot(counter.getMetadata(), points);
    }

    private List<MetricSnapshot> snapshots(Instant now) throws IOException {
        List<CommandState> commands = noted.commands();
        List<MetricSnapshot> all = new ArrayList<>();
        all.add(build());
        all.add(one("dbferry_open_incidents", "What fails or is silent now; mails tell of each.", incidents.count()));
        runs(commands, all);
        totals(commands, all);
        readings(noted.readings(), now, all);
        return all;
    }

    /** Puts the text in place of the file, which node_exporter may read at any time. */
    public void write(Path file, Instant now) throws IOException {
        AtomicFile.writeReadable(file, text(List.of(this), now));
    }

    /** Always there, so that alerts can tell what is missing beside it. */
    private GaugeSnapshot build() {
        BuildInfo build = BuildInfo.ofThis();
        return GaugeSnapshot.builder()
                .name("dbferry_build_info")
                .help("Always 1; the version is a label.")
                .dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(labels("version", build.version())
                                .add("java", build.java())
                                .labels())
                        .value(1)
                        .build())
                .build();
    }

    private GaugeSnapshot one(String name, String help, double value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(labels("receiver", null).labels())
                        .value(value)
                        .build())
                .build();
    }

    private void runs(List<CommandState> commands, List<MetricSnapshot> all) {
        CounterSnapshot.Builder runs =
                CounterSnapshot.builder().name("dbferry_runs").help("Runs, by exit code.");
        for (CommandState command : commands) {
            command.runs()
                    .forEach((code, count) -> runs.dataPoint(point(
                            labels("command", command.command().words()).add("exit_code", String.valueOf(code)),
                            count)));
        }
        all.add(runs.build());
        all.add(ofCommands(
                commands, "dbferry_last_run_timestamp_seconds", "When a run last ended.", c -> seconds(c.lastRun())));
        all.add(ofCommands(
                commands.stream().filter(c -> c.lastSuccess() != null).toList(),
                "dbferry_last_success_timestamp_seconds",
                "When a run last ended with exit code 0.",
                c -> seconds(c.lastSuccess())));
        all.add(ofCommands(
                commands, "dbferry_last_exit_code", "The exit code of the last run.", CommandState::lastExitCode));
        all.add(ofCommands(
                commands, "dbferry_last_duration_seconds", "How long the last run took.", CommandState::lastSeconds));
    }

    private GaugeSnapshot ofCommands(
            List<CommandState> commands, String name, String help, ToDoubleFunction<CommandState> value) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        for (CommandState command : commands) {
            gauge.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(labels("command", command.command().words()).labels())
                    .value(value.applyAsDouble(command))
                    .build());
        }
        return gauge.build();
    }

    /** A partial that became a complete counts as what was shipped, whichever command shipped it. */
    private void totals(List<CommandState> commands, List<MetricSnapshot> all) {
        Map<String, Totals> byKind = new LinkedHashMap<>(Map.of("complete", Totals.NONE, "partial", Totals.NONE));
        commands.forEach(command -> command.totals().forEach((kind, each) -> byKind.merge(kind, each, Totals::plus)));
        all.add(total(byKind, "dbferry_shipments", "Shipments brought into the depot, or applied.", Totals::shipments));
        all.add(total(byKind, "dbferry_rows", "Rows shipped; on a receiver, rows that changed.", Totals::rows));
        all.add(total(byKind, "dbferry_media_files", "Media files shipped, or installed.", Totals::mediaFiles));
        all.add(total(byKind, "dbferry_bytes", "Bytes of the shipments' files.", Totals::bytes));
    }

    private CounterSnapshot total(
            Map<String, Totals> byKind, String name, String help, ToDoubleFunction<Totals> value) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        byKind.forEach((kind, totals) -> counter.dataPoint(point(labels("kind", kind), value.applyAsDouble(totals))));
        return counter.build();
    }

    private void readings(Readings readings, Instant now, List<MetricSnapshot> all) {
        GaugeSnapshot.Builder lag = GaugeSnapshot.builder()
                .name("dbferry_lag_seconds")
                .help("How far the receiver is behind the source's time, when this was written.");
        for (Gauge gauge : Gauge.values()) {
            GaugeSnapshot.Builder builder =
                    GaugeSnapshot.builder().name(gauge.metric()).help(gauge.help());
            boolean any = false;
            for (Readings.Sample sample : readings.samples()) {
                if (sample.gauge() == gauge) {
                    any = true;
                    builder.dataPoint(GaugeDataPointSnapshot.builder()
                            .labels(labels("receiver", sample.receiver()).labels())
                            .value(sample.value())
                            .build());
                    if (gauge == Gauge.IN_STEP) {
                        lag.dataPoint(GaugeDataPointSnapshot.builder()
                                .labels(labels("receiver", null).labels())
                                .value(Math.max(0, seconds(now) - sample.value()))
                                .build());
                        all.add(lag.build());
                    }
                }
            }
            if (any) {
                all.add(builder.build());
            }
        }
    }

    private static CounterDataPointSnapshot point(LabelList labels, double value) {
        return CounterDataPointSnapshot.builder()
                .labels(labels.labels())
                .value(value)
                .build();
    }

    /** Labels that grow. */
    private record LabelList(Labels labels) {
        LabelList add(String name, String value) {
            return new LabelList(labels.add(name, value));
        }
    }

    private LabelList labels(String name, @Nullable String value) {
        return value == null ? new LabelList(ours) : new LabelList(ours.add(name, value));
    }

    public static double seconds(@Nullable Instant time) {
        return time == null ? Double.NaN : time.toEpochMilli() / 1000.0;
    }
}
