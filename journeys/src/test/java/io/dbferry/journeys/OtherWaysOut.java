package io.dbferry.journeys;

import io.dbferry.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;

/** What leaves the sender by other ways than the depot: messages, what commands print, pages, all that the receiver's database holds. */
final class OtherWaysOut implements AutoCloseable {
    private static final String DAEMON = "schedule: {complete-%1$s: 5 5 5 5 *, partial-%1$s: 5 5 5 5 *}\n";

    private final TwoServers servers;
    private final Messages messages;
    private final int senderPort;
    private final int receiverPort;

    private OtherWaysOut(TwoServers servers, Messages messages, int senderPort, int receiverPort) {
        this.servers = servers;
        this.messages = messages;
        this.senderPort = senderPort;
        this.receiverPort = receiverPort;
    }

    static OtherWaysOut of(TwoServers servers) throws Exception {
        return new OtherWaysOut(servers, Messages.take(), FreePort.any(), FreePort.any());
    }

    /** The lines of the sender's config that use them. */
    String senderConfig() {
        return messages.config() + DAEMON.formatted("dump") + "metrics: {file: "
                + servers.folder().resolve("sender/work/metrics/all.prom") + ", port: " + senderPort + "}\n";
    }

    String receiverConfig() {
        return messages.config() + DAEMON.formatted("load") + "metrics: {port: " + receiverPort + "}\n";
    }

    /** Messages, and what the receiver's database has. */
    String text() throws Exception {
        StringBuilder text = new StringBuilder(messages.text());
        try (Connection receiver = servers.connectReceiver()) {
            for (String table : PsqlRestore.lines(
                    receiver,
                    "SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND relnamespace IN ('public'::regnamespace,"
                            + " 'dbferry'::regnamespace)")) {
                PsqlRestore.lines(receiver, "SELECT t::text FROM " + table + " t")
                        .forEach(row -> text.append(table).append(row).append('\n'));
            }
        }
        return text.toString();
    }

    /** What commands print, and what the daemons of both sides show to who asks. */
    String shown() throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        for (String command : List.of("status", "status --json", "policy", "policy --json", "policy --html", "log")) {
            TwoServers.Run sender = servers.sender(command.split(" "));
            text.append(sender.out()).append(sender.err());
            if (!command.startsWith("policy")) {
                TwoServers.Run receiver = servers.receiver(command.split(" "));
                text.append(receiver.out()).append(receiver.err());
            }
        }
        return text + pages("sender.yaml", senderPort) + pages("receiver.yaml", receiverPort);
    }

    private String pages(String config, int port) throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        Path file = servers.folder().resolve(config);
        try (DaemonProcess daemon = DaemonProcess.start(file)) {
            for (String path : List.of("/", "/status.json", "/metrics", "/health")) {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build();
                text.append(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .body());
            }
            daemon.lines().forEach(text::append);
        }
        return text.toString();
    }

    @Override
    public void close() {
        messages.close();
    }
}
