package io.dbferry.init.apply;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.init.ReceiverQuestions;
import io.dbferry.init.ReceiverQuestions.Asked;
import io.dbferry.init.SwitchOver;
import io.dbferry.init.find.OpenDatabase;
import io.dbferry.init.plan.AccountSteps;
import io.dbferry.init.plan.FolderSteps;
import io.dbferry.init.plan.SshServer;
import io.dbferry.init.step.ShellCommand;
import io.dbferry.init.step.Step;
import io.dbferry.init.write.ReceiverYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code init receiver --apply}: from nothing to a receiver that applies what its sender ships. */
public final class ReceiverApply {
    private final Setup setup;
    private final OpenDatabase open;
    private final boolean force;

    /** @param force whether a config of somebody else's is replaced */
    public ReceiverApply(Setup setup, OpenDatabase open, boolean force) {
        this.setup = setup;
        this.open = open;
        this.force = force;
    }

    /** Goes on where an earlier run stopped. */
    public void run(List<Path> djangoSettings) throws IOException {
        ConfigSteps.refuseIfInVain(setup.machine(), setup.journal(), force);
        setup.interview().takeAlso(setup.journal().answers());
        Asked asked = new ReceiverQuestions(setup.interview(), setup.machine(), open, force).ask(djangoSettings);
        String hostKey = asked.reached().fingerprint().orElseThrow(ReceiverApply::noHostKey);
        setup.confirmAndRun(steps(asked), () -> {
            if (!djangoSettings.isEmpty()) {
                SwitchOver.showBefore(setup.interview());
            }
        });
        Path home = home(asked.reached().account());
        if (asked.senderKey().isPresent()) {
            setup.runner()
                    .run(AccountSteps.sender(
                            asked.reached().account(),
                            home,
                            asked.senderKey().get(),
                            asked.yaml().stream(),
                            asked.yaml().allowedSigners()));
        } else if (isPaired(asked.yaml())) {
            setup.interview().show("a sender of stream " + asked.yaml().stream() + " is let in already");
        } else {
            new ReceiverPairing(setup, asked, hostKey).pair(home);
        }
        new FirstComplete(setup, open).apply();
        setup.startService(written(asked.yaml()));
        setup.interview().show("");
        if (setup.dbferry("check") == 0) {
            setup.interview()
                    .show("The receiver is set up." + Setup.page(asked.yaml().page()));
        } else {
            setup.interview().show("Fix the failures by the hints; then " + setup.command() + " --apply looks again.");
        }
        if (!djangoSettings.isEmpty()) {
            SwitchOver.showAfter(setup.interview());
        }
    }

    private List<Step> steps(Asked asked) throws IOException {
        ReceiverYaml yaml = asked.yaml();
        String user = setup.machine().user();
        List<Step> steps = new ArrayList<>(AccountSteps.service(
                user, setup.machine().home(), setup.machine().folder()));
        // Before anything that others use: a folder of others needs a decision of theirs.
        yaml.media().forEach(folder -> steps.add(FolderSteps.writable(folder, user)));
        steps.addAll(AccountSteps.depot(
                asked.reached().account(), yaml.depot(), asked.reached().folder(), user));
        steps.addAll(setup.database(yaml.database().url()).ledger());
        steps.addAll(setup.password(yaml.database()));
        yaml.identity().ifPresent(file -> steps.add(FolderSteps.identity(file, user)));
        steps.add(ConfigSteps.write(setup.machine(), yaml.text(setup.machine()), setup.wiring()::config));
        return steps;
    }

    private static List<Path> written(ReceiverYaml yaml) {
        List<Path> folders = new ArrayList<>(yaml.media());
        folders.add(yaml.depot());
        return folders;
    }

    private Path home(String account) {
        String entry = setup.programs()
                .run(ShellCommand.of("getent", "passwd", account))
                .out();
        String[] fields = entry.strip().split(":");
        if (fields.length < 6) {
            throw new DbferryException(
                    Failure.CONFIG, "cannot find the home of the account '" + account + "'", "Look at: getent passwd");
        }
        return Path.of(fields[5]);
    }

    private static boolean isPaired(ReceiverYaml yaml) throws IOException {
        return Files.exists(yaml.allowedSigners())
                && Files.readString(yaml.allowedSigners())
                        .lines()
                        .anyMatch(line -> line.startsWith(yaml.stream() + " "));
    }

    private static DbferryException noHostKey() {
        return new DbferryException(
                Failure.CONFIG,
                "cannot let a sender in: this machine has no SSH host key that init can read",
                "Install openssh-server; 'ssh-keygen -A' makes host keys; --host-public-key FILE names another");
    }

    /** The address with the port that sshd listens on. */
    static String depot(ReceiverQuestions.Reached reached, Setup setup) {
        int port = SshServer.port(setup.programs());
        boolean named = reached.host().matches("[^:\\[]+:[0-9]+|\\[.*]:[0-9]+");
        return named || port == 22
                ? reached.depot()
                : "sftp://" + reached.account() + "@" + reached.host() + ":" + port + reached.folder();
    }
}
