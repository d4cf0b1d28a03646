package io.dbferry.demo;

import io.dbferry.config.Config;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.SenderConfig;
import io.dbferry.config.watch.ThisHost;
import io.dbferry.files.LockFile;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.daemon.EventLog;
import io.dbferry.jobs.daemon.MetricsPort;
import java.io.IOException;
import java.util.List;

/** The status pages of both sides, as their daemons serve them: the demo stands in for both. */
final class DemoPage implements AutoCloseable {
    private final List<Config> configs;
    private final List<LockFile> locks;
    private final List<MetricsPort> ports;

    private DemoPage(List<Config> configs, List<LockFile> locks, List<MetricsPort> ports) {
        this.configs = configs;
        this.locks = locks;
        this.ports = ports;
    }

    static DemoPage open(SenderConfig sender, ReceiverConfig receiver, Components wiring) {
        List<Config> configs = List.of(sender, receiver);
        DemoPage page = new DemoPage(
                configs,
                configs.stream().map(DemoPage::lock).toList(),
                configs.stream()
                        .map(config -> new MetricsPort(wiring, new EventLog(), MetricsPort.Ports.ofOne(wiring.clock())))
                        .toList());
        for (int i = 0; i < configs.size(); i++) {
            page.ports.get(i).serve(configs.get(i));
        }
        return page;
    }

    private static LockFile lock(Config config) {
        return LockFile.take(
                config.work().resolve("run.lock"),
                new LockFile.Claim("the demo", "demo", ThisHost.name(), "End the demo first, with Ctrl-C"));
    }

    List<String> addresses() {
        return configs.stream()
                .map(config -> (config instanceof SenderConfig ? "sender    " : "receiver  ") + address(config))
                .toList();
    }

    private static String address(Config config) {
        return "http://127.0.0.1:" + config.metrics().port().orElseThrow() + "/";
    }

    /** Opens the receiver's page where this is a desktop. */
    void show() {
        boolean mac = System.getProperty("os.name").startsWith("Mac");
        if (!mac && System.getenv("DISPLAY") == null && System.getenv("WAYLAND_DISPLAY") == null) {
            return;
        }
        try {
            new ProcessBuilder(mac ? "open" : "xdg-open", address(configs.get(1)))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return; // no browser; the address is printed
        }
    }

    void runEnded() {
        ports.forEach(MetricsPort::runEnded);
    }

    @Override
    public void close() {
        ports.forEach(MetricsPort::close);
        locks.forEach(LockFile::close);
    }
}
