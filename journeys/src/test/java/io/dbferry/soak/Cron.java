package io.dbferry.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Starts the commands again and again, overlapping, some twice at once, whether or not earlier ones succeeded. */
final class Cron implements AutoCloseable {
    private final Cli cli;
    private final Path sender;
    private final List<Path> receivers;
    private final Findings findings;
    private final World world;
    private final int pause;
    private final List<Repeated> jobs = new ArrayList<>();

    /**
     * @param receivers configs of one receiver that reaches the depot in different ways
     * @param pause milliseconds between runs of one command, about
     */
    Cron(Cli cli, Path sender, List<Path> receivers, Findings findings, World world, int pause) {
        this.cli = cli;
        this.sender = sender;
        this.receivers = receivers;
        this.findings = findings;
        this.world = world;
        this.pause = pause;
    }

    void start(long seed) {
        job("dump partial", new Random(seed + 1), 1);
        job("dump complete", new Random(seed + 2), 4);
        job("load", new Random(seed + 3), 1);
    }

    private void job(String command, Random random, int slowness) {
        jobs.add(Repeated.start("cron " + command, findings, wait -> {
            wait.of(random.nextInt(2 * pause * slowness));
            world.beside(() -> runs(command, random));
        }));
    }

    private void runs(String command, Random random) throws IOException, InterruptedException {
        List<Cli.Run> runs = new ArrayList<>(List.of(start(command, random)));
        if (random.nextInt(8) == 0) {
            runs.add(start(command, random));
        }
        for (Cli.Run run : runs) {
            run.await();
        }
    }

    private Cli.Run start(String command, Random random) throws IOException {
        if (command.startsWith("dump")) {
            return cli.start(sender, command.split(" "));
        }
        Path receiver = receivers.get(random.nextInt(receivers.size()));
        return switch (random.nextInt(6)) {
            case 0 -> cli.start(receiver, "load", "complete");
            case 1 -> cli.start(receiver, "load", "partial");
            default -> cli.start(receiver, "load");
        };
    }

    @Override
    public void close() {
        jobs.forEach(Repeated::close);
    }
}
