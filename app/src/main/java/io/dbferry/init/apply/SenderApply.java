package io.dbferry.init.apply;

import io.dbferry.config.LogConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.init.SenderQuestions;
import io.dbferry.init.SenderQuestions.Asked;
import io.dbferry.init.SwitchOver;
import io.dbferry.init.ask.BadAnswer;
import io.dbferry.init.ask.SftpAddress;
import io.dbferry.init.find.FoundDatabase;
import io.dbferry.init.find.FoundTable;
import io.dbferry.init.find.OpenDatabase;
import io.dbferry.init.pair.KeyNote;
import io.dbferry.init.pair.PairingLine;
import io.dbferry.init.pair.SendingDrop;
import io.dbferry.init.plan.AccountSteps;
import io.dbferry.init.plan.DatabaseSteps;
import io.dbferry.init.plan.FolderSteps;
import io.dbferry.init.plan.LogSteps;
import io.dbferry.init.step.Check;
import io.dbferry.init.step.ShellCommand;
import io.dbferry.init.step.Step;
import io.dbferry.init.write.SenderYaml;
import io.dbferry.stream.Depot;
import io.dbferry.stream.drop.DropAnswer;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.signature.KeyFileException;
import io.dbferry.stream.signature.SshKeyFile;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.sftp.login.OfferedHostKey;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code init sender --apply LINE}: from nothing to a sender whose first complete is in the depot. */
public final class SenderApply {
    private final Setup setup;
    private final OpenDatabase open;
    private final boolean force;

    /** @param force whether a config of somebody else's is replaced */
    public SenderApply(Setup setup, OpenDatabase open, boolean force) {
        this.setup = setup;
        this.open = open;
        this.force = force;
    }

    /**
     * Goes on where an earlier run stopped.
     *
     * @param text the receiver's line; empty if the key was let in already
     */
    public void run(String text, List<Path> djangoSettings) throws IOException {
        ConfigSteps.refuseIfInVain(setup.machine(), setup.journal(), force);
        Optional<PairingLine> line = text.isEmpty() ? Optional.empty() : Optional.of(read(text));
        setup.interview().takeAlso(line.map(SenderApply::answers).orElse(Map.of()));
        setup.interview().takeAlso(setup.journal().answers());
        if (!setup.interview().isGiven("--depot")) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot set up this machine: there is no pairing line",
                    "On the receiver, as root: dbferry init receiver --apply; it prints the whole command for here");
        }
        Optional<OfferedHostKey> hostKey = line.map(this::hostKey);
        Asked asked = new SenderQuestions(setup.interview(), setup.machine(), open, force).ask(djangoSettings);
        setup.confirmAndRun(steps(asked, hostKey.or(asked::hostKey)), () -> {
            if (!djangoSettings.isEmpty()) {
                SwitchOver.showBefore(setup.interview());
            }
        });
        if (!isLetIn()) {
            pair(asked, line.orElseThrow(this::notLetIn));
            ship();
        } else if (!hasShipped()) {
            ship();
        }
        setup.startService(List.of());
        setup.interview().show("");
        setup.interview()
                .show(
                        setup.dbferry("check") == 0
                                ? "The sender is set up. The receiver applies the complete."
                                        + Setup.page(asked.yaml().page())
                                : "Fix the failures by the hints; then " + setup.command() + " --apply looks again.");
        if (!djangoSettings.isEmpty()) {
            SwitchOver.showAfter(setup.interview());
        }
    }

    /** Whether an earlier run came so far. */
    private boolean hasShipped() throws IOException {
        try (Depot depot = depot()) {
            return depot.shipments().stream().anyMatch(shipment -> shipment.kind() == Kind.COMPLETE);
        }
    }

    private void ship() {
        if (setup.dbferry("dump", "complete") != 0) {
            throw new DbferryException(
                    Failure.DEPOT,
                    "cannot ship the first complete: see above",
                    "Do what the hint says; then '" + setup.command() + " --apply' continues here, without a line");
        }
    }

    private PairingLine read(String text) {
        try {
            PairingLine line = PairingLine.read(text);
            if (line.isOver(setup.wiring().clock().instant())) {
                throw new DbferryException(
                        Failure.CONFIG,
                        "cannot pair: the line is over since " + line.until() + ", and it is "
                                + setup.wiring().clock().instant() + " by this machine's clock",
                        "On the receiver, run 'dbferry init receiver --apply' again: it prints a new line. If the time is"
                                + " wrong, set the clock");
            }
            return line;
        } catch (BadAnswer e) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot read the pairing line: " + e.cause(),
                    "Paste the whole command that 'dbferry init receiver --apply' prints on the receiver");
        }
    }

    private static Map<String, String> answers(PairingLine line) {
        Map<String, String> answers =
                new HashMap<>(Map.of("--stream", line.stream(), "--depot", line.depot(), "--host-key", line.hostKey()));
        line.recipient().ifPresent(key -> answers.put("--recipient", key));
        return answers;
    }

    /** The key of the server that answers where the line points to; before anything is asked or done. */
    private OfferedHostKey hostKey(PairingLine line) {
        SftpAddress address;
        try {
            address = line.address();
        } catch (BadAnswer e) {
            throw new IllegalStateException(e);
        }
        OfferedHostKey offered = OfferedHostKey.ask(address.host(), address.port())
                .orElseThrow(() -> new DbferryException(
                        Failure.DEPOT,
                        "cannot pair: " + address.host() + " port " + address.port() + " cannot be reached from here",
                        "Check the network and firewalls. If the receiver has another name for this machine: 'dbferry"
                                + " init receiver --undo' there, and --apply with --host NAME:PORT"));
        if (!offered.fingerprint().equals(line.hostKey())) {
            throw new DbferryException(
                    Failure.DEPOT,
                    "cannot pair: " + address.host() + " port " + address.port() + " shows the host key "
                            + offered.fingerprint() + ", and the receiver's is " + line.hostKey(),
                    "Another server answers there, or someone stands in between. Nothing was done and nothing was sent");
        }
        return offered;
    }

    private List<Step> steps(Asked asked, Optional<OfferedHostKey> hostKey) throws IOException {
        SenderYaml yaml = asked.yaml();
        String user = setup.machine().user();
        List<Step> steps = new ArrayList<>(AccountSteps.service(
                user, setup.machine().home(), setup.machine().folder()));
        steps.add(key(yaml, user));
        hostKey.ifPresent(key -> steps.add(FolderSteps.line(
                yaml.knownHosts(),
                key.knownHostsLine(),
                user,
                List.of(ShellCommand.of(
                                "ssh-keygen",
                                "-q",
                                "-R",
                                known(key),
                                "-f",
                                yaml.knownHosts().toString())
                        .as(user)))));
        List<FoundTable> tables = asked.shipped().map(FoundDatabase::tables).orElse(List.of());
        DatabaseSteps database = setup.database(yaml.database().url());
        steps.addAll(database.reading(tables, yaml.tables().isEmpty()));
        steps.addAll(setup.password(yaml.database()));
        if (yaml.log()) {
            steps.addAll(
                    LogSteps.of(database, yaml.database().parsed().user(), LogConfig.ofStream(yaml.stream()), tables));
        }
        yaml.media().forEach(media -> steps.add(FolderSteps.readable(media.folder(), user)));
        steps.add(ConfigSteps.write(setup.machine(), yaml.text(setup.machine()), setup.wiring()::config));
        return steps;
    }

    private static String known(OfferedHostKey key) {
        return key.knownHostsLine().substring(0, key.knownHostsLine().indexOf(' '));
    }

    private Step key(SenderYaml yaml, String user) {
        String file = yaml.key().toString();
        return new Step(
                "create the key '" + file + "'",
                List.of(Check.succeeds(ShellCommand.of("test", "-s", file).as(user))),
                List.of(ShellCommand.of(
                                "ssh-keygen",
                                "-q",
                                "-t",
                                "ed25519",
                                "-N",
                                "",
                                "-C",
                                yaml.stream() + "@" + setup.machine().host(),
                                "-f",
                                file)
                        .as(user)),
                List.of(ShellCommand.of("rm", "-f", file, file + ".pub").as(user)),
                "Install openssh-client, or make the key by hand");
    }

    /** Whether the receiver knows the key from an earlier run. */
    private boolean isLetIn() throws IOException {
        try (Depot depot = depot()) {
            setup.interview().show("the receiver lets this key in already: " + depot.describe());
            return true;
        } catch (DepotException e) {
            if (e.problem() == DepotException.Problem.AUTHENTICATION) {
                return false;
            }
            throw new DbferryException(Failure.DEPOT, String.valueOf(e.getMessage()), e.hint(), e);
        }
    }

    private Depot depot() throws DepotException {
        return setup.wiring().depot(setup.wiring().sender(setup.machine().config()));
    }

    private DbferryException notLetIn() {
        return new DbferryException(
                Failure.DEPOT,
                "cannot continue: the receiver does not let this sender's key in, and there is no pairing line",
                "On the receiver, run 'dbferry init receiver --apply' again, and paste here what it prints");
    }

    private void pair(Asked asked, PairingLine line) throws IOException {
        KeyNote note =
                new KeyNote(publicLine(asked.yaml().key()), setup.machine().host());
        try (SendingDrop drop = SendingDrop.open(
                line, AccountSteps.PAIRING_ACCOUNT, asked.yaml().knownHosts())) {
            setup.interview().show("");
            setup.interview().show("  words: " + drop.put(note));
            setup.interview().show("The receiver must show the same words, and asks there. Waiting for its answer.");
            DropAnswer answer = drop.await(setup.wiring().clock());
            if (answer != DropAnswer.ACCEPTED) {
                throw new DbferryException(
                        Failure.DEPOT,
                        answer == DropAnswer.REFUSED
                                ? "cannot pair: the receiver answered no"
                                : "cannot pair: the receiver gave no answer until " + line.until(),
                        "On the receiver, run 'dbferry init receiver --apply' again: it prints a new line. Nothing was"
                                + " shipped; what was done here stays, or goes with '" + setup.command() + " --undo'");
            }
            setup.interview().show("the receiver lets this sender in");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the receiver");
        } catch (DepotException e) {
            throw new DbferryException(Failure.DEPOT, "cannot pair: " + e.getMessage(), e.hint(), e);
        }
    }

    private static String publicLine(Path key) {
        try {
            return SshKeyFile.read(key).publicLine();
        } catch (KeyFileException e) {
            throw new DbferryException(Failure.CONFIG, String.valueOf(e.getMessage()), e.hint(), e);
        }
    }
}
