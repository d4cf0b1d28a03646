package io.dbferry.cli.command;

import io.dbferry.cli.head.Head;
import io.dbferry.config.Config;
import io.dbferry.config.Schedule;
import io.dbferry.config.SenderConfig;
import io.dbferry.config.key.KeyVariables;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.jobs.Output;
import io.dbferry.jobs.daemon.DaemonJobs;
import io.dbferry.schedule.CrontabLines;
import io.dbferry.schedule.SystemZone;
import io.dbferry.schedule.UserCrontab;
import io.dbferry.stream.format.Kind;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;

/** {@code dbferry crontab add|remove|show}. */
@Command(
        name = "crontab",
        synopsisSubcommandLabel = "COMMAND",
        description = "Manage the schedule as lines of this user's crontab (instead of 'dbferry run').")
public final class CrontabCommand extends Head {
    private static final Path LOCALTIME = Path.of("/etc/localtime");

    private final UserCrontab crontab = new UserCrontab(List.of("crontab"));

    @Command(
            mixinStandardHelpOptions = true,
            description = "Put the schedule into the crontab, in place of what an earlier add put there.")
    int add() {
        Output output = output();
        Config config = config();
        requireSystemZone(config.schedule());
        if (!config.schedule().jitter().isZero()) {
            output.warn("cron knows no schedule.jitter; the jobs start on the minute");
        }
        if (config.schedule().continuous().isPresent()) {
            output.warn("cron knows no 'continuous'; it starts the job each minute");
        }
        Set<String> variables = KeyVariables.values(System.getenv()).keySet();
        if (!variables.isEmpty()) {
            output.warn("cron does not have " + String.join(", ", variables)
                    + "; put what they say into the config, or as lines NAME=value at the top of the crontab");
        }
        CrontabLines ours = new CrontabLines(config.file());
        List<String> wanted = lines(config, ours);
        List<String> before = crontab.lines();
        List<String> after = ours.replace(before, wanted);
        if (!after.equals(before)) {
            crontab.replace(after);
        }
        if (wanted.isEmpty()) {
            output.say("the schedule says never; the crontab has no lines of this config");
        } else {
            output.say(after.equals(before) ? "the crontab has these lines already:" : "the crontab has now:");
            wanted.forEach(output::say);
        }
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Take the config's lines out of the crontab.")
    int remove() {
        Output output = output();
        CrontabLines ours = new CrontabLines(file().toAbsolutePath().normalize());
        List<String> before = crontab.lines();
        int count = ours.in(before).size();
        if (count > 0) {
            crontab.replace(ours.replace(before, List.of()));
        }
        output.say(count == 0 ? "the crontab has no lines of this config" : "removed " + count + " lines");
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Show the config's lines in the crontab.")
    int show() {
        Output output = output();
        Config config = config();
        CrontabLines ours = new CrontabLines(config.file());
        List<String> there = ours.in(crontab.lines());
        there.forEach(output::report);
        if (there.isEmpty()) {
            output.say("the crontab has no lines of this config");
        } else if (!there.equals(lines(config, ours))) {
            output.warn("these lines differ from the config; 'dbferry crontab add' updates them");
        }
        return 0;
    }

    private static List<String> lines(Config config, CrontabLines ours) {
        String what = config instanceof SenderConfig ? "dump" : "load";
        List<String> lines = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<String> command = command(config, what, kind.word(), "--if-free");
            DaemonJobs.times(config.schedule(), kind)
                    .ifPresent(times -> lines.add(ours.line(times.toString(), command)));
        }
        config.schedule()
                .checkRemote()
                .ifPresent(times -> lines.add(ours.line(times.toString(), command(config, "check", "--remote"))));
        return lines;
    }

    private static List<String> command(Config config, String... words) {
        List<String> command = new ArrayList<>(start());
        command.addAll(List.of("--quiet", "--config", config.file().toString()));
        command.addAll(List.of(words));
        return command;
    }

    /** The launcher, with the Java machine that it was started with: cron's own environment names none. */
    private static List<String> start() {
        String launcher = System.getProperty("dbferry.launcher");
        if (launcher == null) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot write lines for the crontab: the launcher of DbFerry is unknown",
                    "Start this command by the launcher 'dbferry', not by java");
        }
        return Optional.ofNullable(System.getenv("JAVA_HOME"))
                .map(home -> List.of("env", "JAVA_HOME=" + home, launcher))
                .orElse(List.of(launcher));
    }

    private static void requireSystemZone(Schedule schedule) {
        ZoneId system = SystemZone.of(LOCALTIME);
        ZoneId wanted = schedule.timeZone().orElse(system);
        if (!wanted.getRules().equals(system.getRules())) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot write lines for the crontab: schedule.time-zone is " + wanted
                            + ", and cron goes by the time zone of this machine, " + system,
                    "Write the times in " + system + " and remove schedule.time-zone, or use 'dbferry run' instead");
        }
    }
}
