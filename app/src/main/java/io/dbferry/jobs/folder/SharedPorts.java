package io.dbferry.jobs.folder;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dbferry.event.ConfigMark;
import io.dbferry.jobs.daemon.MetricsPort.Ports;
import io.dbferry.jobs.daemon.MetricsPort.Serving;
import io.dbferry.metrics.MetricsServer;
import io.dbferry.metrics.Served.Page;
import io.dbferry.metrics.ServedConfig;
import io.dbferry.metrics.ServedConfig.Summary;
import io.dbferry.metrics.ServedFolder;
import io.dbferry.page.ConfigsPage;
import io.dbferry.page.PageStyle;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.Supplier;

/** The ports of a process of many configs: those that name the same port share it. */
final class SharedPorts implements Ports {
    private final Map<Integer, Shared> open = new HashMap<>();
    private final Supplier<Map<String, String>> failed;
    private final Clock clock;

    /** @param failed configs that do not run, with the cause */
    SharedPorts(Supplier<Map<String, String>> failed, Clock clock) {
        this.failed = failed;
        this.clock = clock;
    }

    private static final class Shared {
        private final ServedFolder folder;
        private final MetricsServer server;
        private int users;

        Shared(ServedFolder folder, MetricsServer server) {
            this.folder = folder;
            this.server = server;
        }
    }

    @Override
    public synchronized Serving serve(int port, ServedConfig config) throws IOException {
        String name = Objects.requireNonNull(ConfigMark.current());
        Shared shared = open.get(port);
        if (shared == null) {
            ServedFolder folder = new ServedFolder(failed, SharedPorts::list);
            shared = new Shared(folder, MetricsServer.start(port, folder, clock));
            open.put(port, shared);
        }
        shared.folder.put(name, config);
        shared.users++;
        return () -> leave(port, name);
    }

    private synchronized void leave(int port, String name) {
        Shared shared = Objects.requireNonNull(open.get(port));
        shared.folder.remove(name);
        if (--shared.users == 0) {
            shared.server.close();
            open.remove(port);
        }
    }

    private static Page list(SortedMap<String, Summary> configs) {
        List<ConfigsPage.Row> rows = new ArrayList<>();
        configs.forEach((name, summary) -> rows.add(new ConfigsPage.Row(name, summary.state(), summary.text())));
        return new Page(
                200,
                "text/html; charset=utf-8",
                PageStyle.policy(),
                ConfigsPage.html(rows).getBytes(UTF_8));
    }
}
