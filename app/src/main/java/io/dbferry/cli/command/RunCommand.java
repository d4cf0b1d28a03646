package io.dbferry.cli.command;

import io.dbferry.cli.head.Head;
import io.dbferry.cli.head.LowPriority;
import io.dbferry.config.Config;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.daemon.MetricsPort.Ports;
import io.dbferry.jobs.daemon.Signals;
import io.dbferry.jobs.daemon.StreamDaemon;
import io.dbferry.jobs.folder.FolderDaemon;
import io.dbferry.logging.EventStream;
import io.dbferry.logging.EventStream.Amount;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dbferry run}. */
@Command(
        name = "run",
        description = {
            "On either side: run as a daemon and start the jobs of the config's schedule.",
            "With a folder as --config, the jobs of all configs in it.",
            "SIGHUP reads the config again; SIGTERM ends it, after the running jobs."
        })
public final class RunCommand extends Head implements Callable<Integer> {
    /** As of a process that SIGTERM ended: 128 + 15. */
    private static final int TERMINATED = 143;

    /** Of the heap, for each run at the same time. */
    private static final long HEAP_OF_A_RUN = 64L << 20;

    @Option(names = "--json", description = "Print each event as one line of JSON, for programs.")
    private boolean json;

    @Mixin
    private LowPriority priority = new LowPriority();

    @Override
    public boolean isDaemon() {
        return true;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        priority.take(output());
        Path file = file();
        boolean ended = Files.isDirectory(file) ? runFolder(file) : runOne();
        if (!ended) {
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
        }
        return ended ? 0 : TERMINATED;
    }

    private boolean runOne() throws IOException, InterruptedException {
        Components wiring = components();
        Config config = loggedConfig();
        try (EventStream told = tell();
                StreamDaemon daemon =
                        StreamDaemon.open(config, wiring, Ports.ofOne(wiring.clock()), dbferry().verbose)) {
            // Before anyone is told that it runs: the signal would end a process that does not take it.
            listen(daemon::stop, daemon::reload);
            return daemon.work();
        }
    }

    private boolean runFolder(Path folder) throws InterruptedException {
        session().atMost((int) Math.max(2, Runtime.getRuntime().maxMemory() / HEAP_OF_A_RUN));
        try (EventStream told = tell()) {
            FolderDaemon daemon = new FolderDaemon(folder, components(), dbferry().verbose);
            listen(daemon::stop, daemon::reload);
            return daemon.work();
        }
    }

    private static void listen(Runnable stop, Runnable reload) {
        Signals.on("TERM", stop);
        Signals.on("INT", stop);
        Signals.on("HUP", reload);
    }

    /** One line for each event on standard output, with the time where no journal adds it. */
    private EventStream tell() {
        PrintWriter out = spec().commandLine().getOut();
        return EventStream.begin(
                dbferry().quiet ? Amount.WARNINGS : Amount.EVENTS,
                json,
                System.getenv("JOURNAL_STREAM") == null,
                System.getenv(),
                line -> {
                    out.println(line);
                    out.flush();
                });
    }
}
