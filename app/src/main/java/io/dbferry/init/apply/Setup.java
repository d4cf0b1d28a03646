package io.dbferry.init.apply;

import io.dbferry.config.key.Side;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.init.ask.Answers;
import io.dbferry.init.ask.Prompter;
import io.dbferry.init.ask.Question;
import io.dbferry.init.find.DatabaseAnswer;
import io.dbferry.init.find.HostInfo;
import io.dbferry.init.find.OpenDatabase;
import io.dbferry.init.plan.DatabaseSteps;
import io.dbferry.init.plan.ServiceSteps;
import io.dbferry.init.plan.SshServer;
import io.dbferry.init.step.Journal;
import io.dbferry.init.step.Programs;
import io.dbferry.init.step.ShellCommand;
import io.dbferry.init.step.Step;
import io.dbferry.init.step.StepRunner;
import io.dbferry.init.step.StepText;
import io.dbferry.init.superuser.NetworkServer;
import io.dbferry.init.superuser.PostgresSocket;
import io.dbferry.jobs.Components;
import io.dbferry.postgres.connect.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What both sides have in common as root sets them up. */
public final class Setup {
    private final Side side;
    private final HostInfo machine;
    private final Prompter interview;
    private final Components wiring;
    private final Programs programs = new Programs();
    private final Journal journal;
    private final StepRunner runner;
    private final String command;

    /**
     * @param state the folder of the journal, root's alone
     * @param wiring with root's home and environment
     */
    public Setup(Side side, HostInfo machine, Prompter interview, Components wiring, Path state) throws IOException {
        requireRoot(side);
        this.side = side;
        this.machine = machine;
        this.interview = interview;
        this.wiring = wiring;
        this.journal = Journal.open(state, side.word());
        this.command = machine.command("init " + side.word());
        this.runner = new StepRunner(programs, journal, interview::show, command);
    }

    private static void requireRoot(Side side) throws IOException {
        if (!Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot set up this machine: --apply and --undo need root",
                    "Run it as root; or run 'dbferry init " + side.word()
                            + "' without --apply, which prints the steps");
        }
    }

    /** Takes back what was done here, after a question. */
    public void undo() throws IOException {
        if (journal.isEmpty()) {
            interview.show("nothing to undo: init --apply has done nothing here");
            return;
        }
        interview.show("Steps to undo, the last one first:");
        List<Journal.Entry> entries = new ArrayList<>(journal.done());
        Collections.reverse(entries);
        entries.forEach(
                entry -> interview.show("  " + entry.title() + (entry.undo().isEmpty() ? " (stays)" : "")));
        if (agreed("--yes", "Undo it (yes or no)")) {
            runner.undo();
            interview.show("undone; rows, media, shipments and folders with files stay");
        }
    }

    /**
     * Shows what is not done yet, asks once, and does it.
     *
     * @param beforeAsking shows what matters to the answer
     */
    void confirmAndRun(List<Step> steps, Runnable beforeAsking) throws IOException {
        List<Step> open = runner.open(steps);
        interview.show("");
        if (open.isEmpty()) {
            interview.show("All " + steps.size() + " steps of this machine are done already.");
            return;
        }
        interview.show("--- As root on this machine (" + (steps.size() - open.size()) + " of " + steps.size()
                + " steps are done already):");
        StepText.lines(open).forEach(interview::show);
        beforeAsking.run();
        if (!agreed("--yes", "Do this (yes or no)")) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot set up this machine: it was answered no",
                    "Nothing was done. Run it again, or without --apply, and paste what it prints");
        }
        Map<String, String> answers = new HashMap<>(interview.answers());
        answers.remove("--yes"); // said to this plan, not to the next
        journal.remember(answers);
        runner.run(steps);
    }

    /** Whether whoever sits there says yes; the command line can say so for them. */
    boolean agreed(String flag, String text) {
        if (!interview.isDialog() && !interview.isGiven(flag)) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot ask: " + text + ": there is no terminal",
                    "Run it on a terminal, or with " + flag + (flag.equals("--yes") ? "" : " yes"));
        }
        return interview.yes(new Question(flag, text, null));
    }

    /** The rights of this side's role, by the URL of its config. */
    DatabaseSteps database(String url) {
        DatabaseUrl parsed = DatabaseUrl.parse(url);
        return parsed.isSocket()
                ? new DatabaseSteps(
                        parsed.user(), parsed, PostgresSocket.of(parsed).owner())
                : DatabaseSteps.overNetwork(parsed, NetworkServer.as(admin(interview), url));
    }

    /** A password for it, where it does not come over a socket of this machine. */
    List<Step> password(DatabaseAnswer database) {
        return database.parsed().isSocket()
                ? List.of()
                : database(database.url())
                        .password(database.passwordFile().orElseThrow(), machine.user(), database.url());
    }

    private static String admin(Prompter interview) {
        return interview
                .given(
                        new Question("--admin", "A superuser of a database on another machine", "postgres"),
                        Answers::name)
                .orElse("postgres");
    }

    /** Runs this program as its own user, with what it prints on this terminal; its exit code. */
    int dbferry(String... words) {
        List<String> all = new ArrayList<>(
                List.of(machine.program(), "--config", machine.config().toString()));
        all.addAll(List.of(words));
        return programs.show(new ShellCommand(all, "").as(machine.user()));
    }

    /** Starts the service; where there is none, says what to do instead. */
    void startService(List<Path> written) throws IOException {
        ServiceSteps service = new ServiceSteps(side.word());
        String run = "runuser -u " + machine.user() + " -- " + machine.command("run");
        if (!SshServer.hasSystemd()) {
            interview.show("no systemd here: keep this running by what starts services here: " + run);
        } else if (!service.isKnown(programs) || !machine.config().equals(systemConfig(side))) {
            interview.show("no service of systemd is there for '" + machine.config()
                    + "': docs/install.md has a unit; it runs: " + run);
        } else {
            runner.run(service.start(written));
        }
    }

    /** Where whoever has set it up can look from now on. */
    static String page(int port) {
        return " Its page: http://127.0.0.1:" + port + "/";
    }

    /** Where the package's services look for their config. */
    public static Path systemConfig(Side side) {
        return Path.of("/etc/dbferry/" + side.word() + ".yaml");
    }

    /** Looks into databases as a superuser, whose rights no role of ours has. */
    public static OpenDatabase asSuperuser(Components wiring, Failure failure, Prompter interview) {
        return (url, passwordFile) -> {
            DatabaseUrl parsed = DatabaseUrl.parse(url);
            if (!parsed.isSocket()) {
                return wiring.database(NetworkServer.as(admin(interview), url), Optional.empty(), failure, "init");
            }
            PostgresSocket socket = PostgresSocket.of(parsed);
            DatabaseUrl superuser = new DatabaseUrl(
                    socket.owner(), parsed.host(), parsed.port(), parsed.database(), parsed.parameters());
            return wiring.database(superuser.describe(), Optional.empty(), failure, "init")
                    .through(io.dbferry.init.superuser.RelayedSockets.class, socket.relay());
        };
    }

    HostInfo machine() {
        return machine;
    }

    Prompter interview() {
        return interview;
    }

    Components wiring() {
        return wiring;
    }

    Programs programs() {
        return programs;
    }

    Journal journal() {
        return journal;
    }

    StepRunner runner() {
        return runner;
    }

    String command() {
        return command;
    }
}
