package io.dbferry.status.read;

import io.dbferry.config.Config;
import io.dbferry.config.DepotLocation;
import io.dbferry.config.SenderConfig;
import io.dbferry.files.LockFile;
import io.dbferry.metrics.CommandState;
import io.dbferry.metrics.MeasuredCommand;
import io.dbferry.metrics.MetricsFolder;
import io.dbferry.notify.OpenIncidents;
import io.dbferry.schedule.CrontabLines;
import io.dbferry.schedule.LastRuns;
import io.dbferry.schedule.ScheduledJob;
import io.dbferry.schedule.ScheduledJobs;
import io.dbferry.schedule.Task;
import io.dbferry.schedule.UserCrontab;
import io.dbferry.status.model.JobStatus;
import io.dbferry.status.model.OpenIncident;
import io.dbferry.status.model.Problem.Part;
import io.dbferry.status.model.Runner;
import io.dbferry.status.model.StatusModel.Disk;
import io.dbferry.stream.format.Kind;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What this machine knows by itself: runs, incidents, who starts the jobs, room on its disks. */
final class LocalFacts {
    /** So long after its time a run that nobody started counts as missed. */
    private static final Duration GRACE = Duration.ofMinutes(10);

    private final Config config;
    private final Attempts attempts;
    private final Instant now;

    LocalFacts(Config config, Attempts attempts, Instant now) {
        this.config = config;
        this.attempts = attempts;
        this.now = now;
    }

    List<OpenIncident> incidents() {
        return attempts.work(() -> OpenIncidents.read(config.work())).orElse(List.of()).stream()
                .map(i -> new OpenIncident(i.job(), i.since(), i.runs(), i.exitCode(), i.message(), i.hint()))
                .sorted(Comparator.comparing(OpenIncident::since))
                .toList();
    }

    Runner runner() {
        Path lock = config.work().resolve("run.lock");
        return attempts.work(() -> LockFile.holder(lock))
                .flatMap(holder -> holder)
                .map(holder -> new Runner(Runner.By.DAEMON, holder))
                .orElseGet(() -> withoutDaemon(lock));
    }

    private Runner withoutDaemon(Path lock) {
        attempts.work(() -> LockFile.leftBehind(lock))
                .flatMap(holder -> holder)
                .ifPresent(holder -> attempts.warn(
                        Part.RUNNER,
                        holder + " was killed and does not run; nothing that it has scheduled happens",
                        "Start it: systemctl restart dbferry-"
                                + (config instanceof SenderConfig ? "sender" : "receiver")));
        boolean cron = !new CrontabLines(config.file()).in(crontab()).isEmpty();
        return new Runner(cron ? Runner.By.CRON : Runner.By.NOBODY, null);
    }

    /** A machine without cron has none. */
    private static List<String> crontab() {
        try {
            return new UserCrontab(List.of("crontab")).lines();
        } catch (io.dbferry.failure.DbferryException e) {
            return List.of();
        }
    }

    List<JobStatus> jobs(Runner runner) {
        List<CommandState> ran =
                attempts.work(() -> new MetricsFolder(config.work()).commands()).orElse(List.of());
        List<JobStatus> jobs = new ArrayList<>();
        for (ScheduledJob job : ScheduledJobs.of(config)) {
            jobs.add(job(job, ran, runner.by()));
        }
        return jobs;
    }

    private JobStatus job(ScheduledJob job, List<CommandState> ran, Runner.By by) {
        boolean check = job.kind() == Task.CHECK_REMOTE;
        Optional<MeasuredCommand> command = command(job.kind());
        List<CommandState> runs = ran.stream()
                .filter(state -> command.filter(state.command()::includes).isPresent())
                .toList();
        Optional<CommandState> last = runs.stream().max(Comparator.comparing(CommandState::lastRun));
        Instant lastRun =
                check ? lastCheck(job) : last.map(CommandState::lastRun).orElse(null);
        Instant next = by == Runner.By.NOBODY ? null : job.times().next(now).orElse(null);
        return new JobStatus(
                command.map(MeasuredCommand::words).orElse("check --remote"),
                job.times().toString(),
                lastRun,
                lastSuccess(runs),
                last.map(CommandState::lastExitCode).orElse(null),
                last.map(state -> Math.max(0, state.lastSeconds())).orElse(null),
                next,
                overdue(job, lastRun, by));
    }

    /** A run may take long; that nobody starts one shows at once. */
    private @Nullable Instant overdue(ScheduledJob job, @Nullable Instant lastRun, Runner.By by) {
        Optional<Duration> grace =
                by == Runner.By.NOBODY ? Optional.of(GRACE) : config.alarms().silence();
        if (lastRun == null || grace.isEmpty()) {
            return null;
        }
        return job.times()
                .next(lastRun)
                .filter(due -> due.plus(grace.get()).isBefore(now))
                .orElse(null);
    }

    private @Nullable Instant lastCheck(ScheduledJob job) {
        return attempts.work(() -> new LastRuns(config.work()).look(job.key()))
                .flatMap(last -> last)
                .orElse(null);
    }

    /** Empty for a check, whose runs are not counted. */
    private Optional<MeasuredCommand> command(Task task) {
        if (task == Task.CHECK_REMOTE) {
            return Optional.empty();
        }
        Kind kind = task == Task.COMPLETE ? Kind.COMPLETE : Kind.PARTIAL;
        return Optional.of(
                config instanceof SenderConfig ? MeasuredCommand.dump(kind) : MeasuredCommand.load(Optional.of(kind)));
    }

    private static @Nullable Instant lastSuccess(List<CommandState> runs) {
        return runs.stream()
                .map(CommandState::lastSuccess)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    List<Disk> disks() {
        List<Disk> disks = new ArrayList<>();
        Stream<Path> folders = config.depot() instanceof DepotLocation.Folder folder
                ? Stream.of(config.work(), folder.path())
                : Stream.of(config.work());
        folders.filter(Files::isDirectory)
                .forEach(path -> attempts.work(() -> disk(path)).ifPresent(disks::add));
        return disks;
    }

    private static Disk disk(Path path) throws IOException {
        FileStore store = Files.getFileStore(path);
        return new Disk(path.toString(), store.getUsableSpace(), store.getTotalSpace());
    }
}
