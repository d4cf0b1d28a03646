package io.dbferry.demo;

import io.dbferry.demo.servers.DemoDatabase;
import io.dbferry.demo.servers.DemoFolders;
import io.dbferry.demo.servers.DemoKeys;
import io.dbferry.demo.servers.DemoServers;
import io.dbferry.demo.servers.DemoSftpServer;
import io.dbferry.demo.servers.FreePort;
import io.dbferry.files.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The two config files of a demo, as an operator would write them. */
public record DemoConfigs(Path sender, Path receiver) {
    private static final String SENDER = """
            role: sender
            stream: transapp
            database:
              url: %s
              password-file: %s
            tables: ["*ndroid*equests_*"]
            media:
              - folder: %s
                files: "*.jpeg"
                named-by: [AndroidRequests_report.imageName]
            partial:
              minutes: 10
              tables:
                AndroidRequests_report: {strategy: window, changed: timeStamp}
                AndroidRequests_eventforbusstop: {strategy: window, changed: timeStamp}
                AndroidRequests_eventforbusv2: {strategy: window, changed: timeStamp}
                AndroidRequests_stadisticdatafromregistrationbus: {strategy: window, changed: timeStamp}
                AndroidRequests_stadisticdatafromregistrationbusstop: {strategy: window, changed: timeStamp}
                AndroidRequests_token: {strategy: window, changed: timeCreation}
                AndroidRequests_poseintrajectoryoftoken: {strategy: window, changed: timeStamp}
                AndroidRequests_devicepositionintime: {strategy: window, changed: timeStamp}
                AndroidRequests_nearbybuseslog: {strategy: window, changed: timeStamp}
            depot: %s
            ssh:
              private-key: %s
              known-hosts: %s
            work: %s
            keep: {free-space: 100MB}
            schedule: {complete-dump: "30 3 * * *", partial-dump: "*/5 * * * *"}
            metrics: {port: %d}
            %s""";

    private static final String RECEIVER = """
            role: receiver
            stream: transapp
            name: viz
            database:
              url: %s
              password-file: %s
            depot: %s
            trust:
              allowed-signers: %s
            media:
              - folder: %s
            reset:
              AndroidRequests_report: [transformed]
              AndroidRequests_eventforbusstop: [transformed]
              AndroidRequests_eventforbusv2: [transformed]
              AndroidRequests_busv2: [transformed]
              AndroidRequests_busstop: [transformed]
            postprocess:
              - {after: any, sql: %s}
            work: %s
            keep: {complete: 4d, partial: 2d, free-space: 100MB}
            schedule: {complete-load: "0 * * * *", partial-load: "*/2 * * * *"}
            metrics: {port: %d}
            %s""";

    /** Writes both, and the password files that they name. */
    static DemoConfigs write(DemoFolders folders, DemoServers servers, DemoKeys keys, int sftpPort, DemoPart part)
            throws IOException {
        DemoDatabase reader = servers.reader();
        DemoDatabase receiver = servers.receiver();
        String senderText = SENDER.formatted(
                reader.url(),
                quoted(passwordFile(folders.sender(), reader)),
                quoted(folders.senderMedia()),
                part.depot().orElse("sftp://" + DemoSftpServer.USER + "@127.0.0.1:" + sftpPort + "/bkps"),
                quoted(keys.privateKeyFile()),
                quoted(keys.writeKnownHosts(sftpPort)),
                quoted(folders.senderWork()),
                FreePort.find(),
                part.both());
        String receiverText = RECEIVER.formatted(
                receiver.url(),
                quoted(passwordFile(folders.receiver(), receiver)),
                part.depot().orElse(quoted(folders.depot())),
                quoted(folders.allowedSigners()),
                quoted(folders.receiverMedia()),
                quoted(folders.postprocess()),
                quoted(folders.receiverWork()),
                FreePort.find(),
                part.both() + part.receiver());
        return new DemoConfigs(
                Files.writeString(folders.sender().resolve("sender.yaml"), senderText),
                Files.writeString(folders.receiver().resolve("receiver.yaml"), receiverText));
    }

    private static Path passwordFile(Path folder, DemoDatabase database) throws IOException {
        return PrivateFile.create(folder.resolve("password"), database.password() + "\n");
    }

    /** As a YAML string that no quote or space in a path can break. */
    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "''") + "'";
    }
}
