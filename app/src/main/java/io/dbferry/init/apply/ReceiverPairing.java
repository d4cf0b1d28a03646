package io.dbferry.init.apply;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.init.ReceiverQuestions.Asked;
import io.dbferry.init.ask.BadAnswer;
import io.dbferry.init.pair.KeyNote;
import io.dbferry.init.pair.PairingLine;
import io.dbferry.init.pair.ReceivingDrop;
import io.dbferry.init.pair.SendingDrop;
import io.dbferry.init.plan.AccountSteps;
import io.dbferry.init.step.ShellCommand;
import io.dbferry.init.step.Step;
import io.dbferry.stream.age.AgeIdentities;
import io.dbferry.stream.drop.LocalDrop;
import io.dbferry.stream.signature.SshKeyFile;
import io.dbferry.stream.store.sftp.login.OfferedHostKey;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens the drop for one line, waits for a key, and lets it in if somebody has compared the words. */
final class ReceiverPairing {
    private static final int TRIES = 5;
    private static final long BETWEEN_TRIES = 500;

    private final Setup setup;
    private final Asked asked;
    private final PairingLine line;
    private final String until;
    private List<Step> drop;

    ReceiverPairing(Setup setup, Asked asked, String hostKey) {
        this.setup = setup;
        this.asked = asked;
        this.line = PairingLine.draw(
                asked.yaml().stream(),
                ReceiverApply.depot(asked.reached(), setup),
                hostKey,
                asked.yaml().identity().map(file -> AgeIdentities.read(file).recipients()),
                setup.wiring().clock().instant());
        this.until = localTime();
        this.drop = steps();
    }

    /** Each undo brings back what is there as this is called. */
    private List<Step> steps() {
        return AccountSteps.pairing(line.key().publicLine(), until);
    }

    /** The end of the line as sshd reads it: in the time zone of the machine, whatever that of this process is. */
    private String localTime() {
        return setup.programs()
                .run(ShellCommand.of("date", "-d", "@" + line.until().getEpochSecond(), "+%Y%m%d%H%M%S"))
                .out()
                .strip();
    }

    /** The drop is closed again in any case. */
    void pair(Path home) throws IOException {
        setup.runner().undoOnly(drop); // what a run that was killed has left open
        drop = steps();
        Thread atExit = new Thread(this::close, "close the drop");
        Runtime.getRuntime().addShutdownHook(atExit); // Ctrl-C
        try {
            setup.runner().run(drop);
            tryLogin();
            setup.interview().show("");
            setup.interview().show("--- On the sender, as root, until " + line.until() + ":");
            setup.interview().show("dbferry init sender --apply " + line.text());
            setup.interview().show("Waiting for its key. Ctrl-C ends the wait; nobody can use the line afterwards.");
            accept(home);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a sender's key");
        } finally {
            Runtime.getRuntime().removeShutdownHook(atExit);
            close();
        }
    }

    /** What cannot be closed is reported, and does not hide why the wait ended; sshd refuses the key by its time. */
    private synchronized void close() {
        try {
            setup.runner().undoOnly(drop);
        } catch (DbferryException | IOException e) {
            setup.interview().show("cannot close the drop, whose key ends at " + line.until() + ": " + e.getMessage());
        }
    }

    private void accept(Path home) throws IOException, InterruptedException {
        ReceivingDrop folder = new ReceivingDrop(
                new LocalDrop(AccountSteps.PAIRING_ROOT), line, setup.wiring().clock());
        Optional<KeyNote> came = folder.await(setup.interview()::show);
        if (came.isEmpty()) {
            throw failed("no sender's key came by the line until " + line.until());
        }
        KeyNote note = came.get();
        setup.interview().show("");
        setup.interview()
                .show("'" + note.host() + "' asks to be let in with the key "
                        + SshKeyFile.fingerprintOf(note.key()).orElseThrow());
        setup.interview().show("  words: " + folder.words(note));
        boolean yes = setup.agreed("--accept-key", "Does the sender show the same words (yes or no)");
        if (!yes) {
            folder.answer(false);
            throw failed("the key of '" + note.host() + "' was answered no");
        }
        setup.runner()
                .run(AccountSteps.sender(
                        asked.reached().account(),
                        home,
                        note.key(),
                        line.stream(),
                        asked.yaml().allowedSigners()));
        folder.answer(true);
    }

    private DbferryException failed(String cause) {
        return new DbferryException(
                Failure.CONFIG,
                "cannot pair: " + cause + "\ndone: all else of this machine; not done: letting a sender in",
                "Run '" + setup.command() + " --apply' again: it prints a new line, and repeats nothing");
    }

    /** As the sender will: whatever keeps the one-time key out shows here, and not there. */
    private void tryLogin() throws IOException, InterruptedException {
        int port = portOf();
        DbferryException last = failed("sshd of this machine cannot be reached on port " + port);
        for (int i = 0; i < TRIES; i++) {
            Thread.sleep(BETWEEN_TRIES); // sshd takes a moment to read its files again
            Optional<OfferedHostKey> own = OfferedHostKey.ask("127.0.0.1", port);
            if (own.isEmpty()) {
                continue;
            }
            if (!own.get().fingerprint().equals(line.hostKey())) {
                throw failed(
                        "sshd of this machine shows the host key " + own.get().fingerprint() + " and not "
                                + line.hostKey() + ": name its file with --host-public-key");
            }
            try {
                login(own.get());
                return;
            } catch (DbferryException e) {
                last = failed("sshd does not let the one-time key of the line in. Look at AllowUsers, AllowGroups and"
                        + " DenyUsers of sshd_config, and at its log");
            }
        }
        throw last;
    }

    private int portOf() {
        try {
            return line.address().port();
        } catch (BadAnswer e) {
            throw new IllegalStateException(e);
        }
    }

    private void login(OfferedHostKey own) throws IOException {
        Path known = Files.createTempFile("dbferry-pair", ".known_hosts");
        try {
            Files.writeString(known, own.knownHostsLine() + "\n");
            PairingLine here = new PairingLine(
                    line.stream(),
                    "sftp://" + asked.reached().account() + "@127.0.0.1:" + own.port() + "/x",
                    line.hostKey(),
                    line.recipient(),
                    line.secret(),
                    line.until());
            SendingDrop.open(here, AccountSteps.PAIRING_ACCOUNT, known).close();
        } finally {
            Files.deleteIfExists(known);
        }
    }
}
