package io.dbferry.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dbferry.shipment.Json;
import java.net.URI;

/** Posts a message as JSON, with a line {@code text} as chat programs show it. */
final class WebhookWay implements Way {
    private final Web web;

    WebhookWay(URI url) {
        this.web = new Web(url);
    }

    @Override
    public void send(Message message) throws UndeliveredException {
        ObjectNode json = (ObjectNode) Json.tree(message);
        json.put("text", new MessageText(message).subject() + ": " + message.message());
        web.post(Json.line(json).getBytes(UTF_8));
    }
}
