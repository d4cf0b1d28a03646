package io.dbferry.soak;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Faults that last until jobs have failed of them. */
final class LongFaults {
    private static final byte[] ZEROS = new byte[1 << 20];
    private static final String NONSENSE = "schedule: nonsense\n";

    private final DaemonStage stage;
    private final Service senderDaemon;
    private final Service receiverDaemon;
    private final Findings findings;
    private @Nullable Repeated filling;

    LongFaults(DaemonStage stage, Service senderDaemon, Service receiverDaemon, Findings findings) {
        this.stage = stage;
        this.senderDaemon = senderDaemon;
        this.receiverDaemon = receiverDaemon;
        this.findings = findings;
    }

    List<Fault> all() {
        CrashingPostgres sender = stage.stage().sender();
        CrashingPostgres receiver = stage.stage().receiver();
        return List.of(
                Fault.ofSender("sender's database down", sender::stopImmediately, sender::startAgain),
                Fault.ofReceiver("receiver's database down", receiver::stopImmediately, receiver::startAgain),
                Fault.ofSender("network down", stage.network()::refuse, stage.network()::restore),
                Fault.ofSender("network silent", stage.network()::silence, this::breakSilence),
                Fault.ofSender("SSH server down", this::stopSftp, this::startSftp),
                Fault.ofSender("depot full", this::fillDisk, this::freeDisk),
                Fault.ofSender(
                        "sender's role without a right",
                        () -> sender.execute("REVOKE SELECT ON account FROM ferry"),
                        () -> sender.execute("GRANT SELECT ON account TO ferry")),
                Fault.ofReceiver(
                        "receiver's role without a right",
                        () -> receiver.execute("REVOKE INSERT, UPDATE, DELETE ON account FROM ferry"),
                        () -> receiver.execute("GRANT INSERT, UPDATE, DELETE ON account TO ferry")),
                nonsense(
                        "sender's config nonsense",
                        true,
                        senderDaemon,
                        stage.stage().senderConfig()),
                nonsense(
                        "receiver's config nonsense",
                        false,
                        receiverDaemon,
                        stage.stage().receiverConfig()));
    }

    private static Fault nonsense(String what, boolean ofSender, Service daemon, Path config) {
        return new Fault(
                what,
                ofSender,
                false,
                () -> {
                    daemon.awaitRunning(); // it does not start with nonsense
                    edit(daemon, config, text -> text + NONSENSE);
                },
                () -> edit(daemon, config, text -> text.replace(NONSENSE, "")));
    }

    private static void edit(Service daemon, Path config, UnaryOperator<String> change)
            throws IOException, InterruptedException {
        Files.writeString(config, change.apply(Files.readString(config)));
        daemon.reload();
    }

    /** What stood still is cut, as whoever waited has gone. */
    private void breakSilence() throws IOException {
        stage.network().cut();
        stage.network().restore();
    }

    private void stopSftp() {
        stage.stage().guard().forget("sftp");
        stage.stage().sftp().killAll();
    }

    private void startSftp() throws IOException {
        stage.stage().sftp().restart();
        stage.stage().guard().watch("sftp", stage.stage().sftp().pid());
    }

    /** Another takes all that is free, and whatever becomes free meanwhile. */
    private void fillDisk() {
        filling = Repeated.start("filler", findings, pause -> {
            try (OutputStream out =
                    Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                while (true) {
                    out.write(ZEROS);
                }
            } catch (IOException full) {
                pause.of(200);
            }
        });
    }

    private void freeDisk() throws IOException {
        if (filling != null) {
            filling.close();
        }
        Files.deleteIfExists(filler());
    }

    private Path filler() {
        return stage.disk().folder().resolve("filler");
    }
}
