package io.dbferry.soak;

import io.dbferry.testing.OpenSshServer;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/** Kills one part after the other at random moments, and starts again what does not start by itself. */
final class Killer {
    private final Cli cli;
    private final CrashingPostgres sender;
    private final CrashingPostgres receiver;
    private final OpenSshServer sftp;
    private final Guard guard;
    private final Findings findings;
    private final Random random;
    private final int pause;
    private long senderEnds = -1;
    private long receiverEnds = -1;

    /** @param pause milliseconds between kills, about */
    Killer(
            Cli cli,
            CrashingPostgres sender,
            CrashingPostgres receiver,
            OpenSshServer sftp,
            Guard guard,
            Findings findings,
            Random random,
            int pause) {
        this.cli = cli;
        this.sender = sender;
        this.receiver = receiver;
        this.sftp = sftp;
        this.guard = guard;
        this.findings = findings;
        this.random = random;
        this.pause = pause;
    }

    Repeated start(World world) {
        return Repeated.start("killer", findings, wait -> {
            wait.of(random.nextInt(2 * pause));
            world.beside(this::strike);
        });
    }

    private void strike() throws IOException, InterruptedException {
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> killRunUnlessAllAreKilled(true);
            case 3, 4, 5 -> killRunUnlessAllAreKilled(false);
            case 6 -> {
                sftp.killSessions();
                done("SFTP session cuts");
            }
            case 7 -> killSftp();
            case 8 -> crash(sender, "sender PostgreSQL kills");
            default -> crash(receiver, "receiver PostgreSQL kills");
        }
    }

    /** Most times only if a run was let live since the last time: on a slow machine all would be killed. */
    private void killRunUnlessAllAreKilled(boolean ofSender) throws InterruptedException {
        long before = ofSender ? senderEnds : receiverEnds;
        if (before == cli.ended(ofSender) && random.nextInt(4) > 0) {
            return;
        }
        killRun(ofSender);
        if (ofSender) {
            senderEnds = cli.ended(true);
        } else {
            receiverEnds = cli.ended(false);
        }
    }

    /** Waits for a run to kill, so that the moment is a random one of its life and not of the pauses between. */
    private void killRun(boolean ofSender) throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            List<Cli.Run> running = cli.running(ofSender);
            if (running.isEmpty()) {
                Thread.sleep(50);
                continue;
            }
            // Up to four seconds, and more often short: a run takes one on a fast machine and several on a busy one.
            Cli.Run run = running.get(random.nextInt(running.size()));
            Thread.sleep(random.nextInt(250 << random.nextInt(5)));
            if (run.kill()) {
                return;
            }
        }
    }

    private void killSftp() throws IOException, InterruptedException {
        guard.forget("sftp");
        sftp.killAll();
        done("SFTP server kills");
        Thread.sleep(random.nextInt(3000));
        sftp.restart();
        guard.watch("sftp", sftp.pid());
    }

    private void crash(CrashingPostgres server, String what) throws IOException, InterruptedException {
        if (random.nextBoolean()) {
            server.kill();
        } else {
            server.stopImmediately();
        }
        done(what);
        Thread.sleep(random.nextInt(3000));
        server.startAgain();
        findings.event("PostgreSQL is back");
    }

    private void done(String what) {
        findings.count(what);
        findings.event(what);
    }
}
