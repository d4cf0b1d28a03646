package io.dbferry.soak;

import io.dbferry.testing.OpenSshServer;
import io.dbferry.testing.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Both servers with their databases, media and configs, and the SFTP server between them, all in one folder. */
record Stage(Path folder, Guard guard, CrashingPostgres sender, CrashingPostgres receiver, OpenSshServer sftp)
        implements AutoCloseable {

    /** @param strategy by which partials find changes; {@code auto} leaves it to the sender */
    static Stage set(Path folder, boolean receiverOwnsTables, String strategy)
            throws IOException, InterruptedException {
        Guard guard = Guard.start();
        CrashingPostgres sender = CrashingPostgres.start("sender", 15, folder.resolve("pg-sender"), "UTC", guard);
        CrashingPostgres receiver =
                CrashingPostgres.start("receiver", 18, folder.resolve("pg-receiver"), "Asia/Colombo", guard);
        SshKey key = SshKey.make(Files.createDirectories(folder.resolve("keys")), "ed25519");
        OpenSshServer sftp = OpenSshServer.start(folder.resolve("sshd"), List.of(key.publicFile()));
        guard.watch("sftp", sftp.pid());
        Stage stage = new Stage(folder, guard, sender, receiver, sftp);
        for (String part : List.of("depot", "depot2", "sender/media", "receiver/media")) {
            Files.createDirectories(folder.resolve(part));
        }
        stage.fill(receiverOwnsTables);
        stage.configure(key, strategy);
        return stage;
    }

    private void fill(boolean receiverOwnsTables) throws IOException {
        sender.execute(ApplicationSchema.TABLES);
        sender.execute(ApplicationSchema.ROWS);
        sender.execute("CREATE ROLE ferry LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ferry;"
                + " GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO ferry");
        sender.execute("GRANT USAGE ON SCHEMA second TO ferry; GRANT SELECT ON ALL TABLES IN SCHEMA second TO ferry");
        receiver.execute(ApplicationSchema.TABLES);
        receiver.execute(ApplicationSchema.RECEIVERS_OWN);
        receiver.execute("CREATE ROLE ferry LOGIN; CREATE SCHEMA dbferry AUTHORIZATION ferry;"
                + " GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ferry;"
                + " GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO ferry");
        receiver.execute("GRANT USAGE ON SCHEMA second TO ferry;"
                + " GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA second TO ferry");
        SettingsChanged.keepFrom(sender);
        SettingsChanged.keepFrom(receiver);
        if (receiverOwnsTables) {
            receiver.execute(
                    "GRANT CREATE ON SCHEMA public TO ferry; ALTER TABLE item OWNER TO ferry; ALTER TABLE transfer OWNER TO ferry");
        }
    }

    private String partial(String strategy) throws IOException {
        if (strategy.equals("auto")) {
            return "{minutes: 10}";
        }
        if (strategy.equals("log")) {
            sender.execute("ALTER ROLE ferry REPLICATION; CREATE PUBLICATION dbferry_soak FOR TABLE "
                    + String.join(", ", ApplicationSchema.IN_PARTIALS));
        }
        String how = ": {strategy: " + strategy + (strategy.equals("window") ? ", changed: updated_at}" : "}");
        return ApplicationSchema.IN_PARTIALS.stream()
                .map(table -> table + how)
                .collect(Collectors.joining(", ", "{minutes: 10, tables: {", "}}"));
    }

    private void configure(SshKey key, String strategy) throws IOException {
        Files.writeString(
                folder.resolve("allowed_signers"), "soak,second namespaces=\"dbferry\" " + key.publicLine() + "\n");
        String sftpDepot = "sftp://" + System.getProperty("user.name") + "@127.0.0.1:" + sftp.port() + depot();
        String ssh = "ssh: {private-key: %s, known-hosts: %s}".formatted(key.privateFile(), sftp.knownHosts());
        Files.writeString(senderConfig(), """
                role: sender
                stream: soak
                database: {url: "%s"}
                media:
                  - {folder: %s, files: "*.jpeg", named-by: [report.image]}
                partial: %s
                depot: %s
                %s
                work: %s
                keep: {free-space: 50MB}
                """.formatted(
                        sender.url("ferry"), senderMedia(), partial(strategy), sftpDepot, ssh, senderWork()));
        String receiverConfig = """
                role: receiver
                stream: soak
                name: viz
                database: {url: "%s"}
                media:
                  - folder: %s
                trust: {allowed-signers: %s}
                reset: {report: [transformed]}
                work: %s
                keep: {free-space: 50MB, complete: 2m, partial: 1m}
                """.formatted(
                        receiver.url("ferry"), receiverMedia(), folder.resolve("allowed_signers"), receiverWork());
        Files.writeString(receiverConfig(), receiverConfig + "depot: " + depot() + "\n");
        SecondStream.configure(this, sftpDepot + "2", ssh);
        Files.writeString(receiverConfigOverSftp(), receiverConfig + "depot: " + sftpDepot + "\n" + ssh + "\n");
    }

    Path depot() {
        return folder.resolve("depot");
    }

    Path senderMedia() {
        return folder.resolve("sender/media");
    }

    Path receiverMedia() {
        return folder.resolve("receiver/media");
    }

    Path senderWork() {
        return folder.resolve("sender/work");
    }

    Path receiverWork() {
        return folder.resolve("receiver/work");
    }

    Path senderConfig() {
        return folder.resolve("sender.yaml");
    }

    Path receiverConfig() {
        return folder.resolve("receiver.yaml");
    }

    Path receiverConfigOverSftp() {
        return folder.resolve("receiver-sftp.yaml");
    }

    @Override
    public void close() throws IOException {
        sftp.close();
        sender.close();
        receiver.close();
        guard.close();
    }
}
