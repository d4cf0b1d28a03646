package io.dbferry.notify.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dbferry.notify.message.Message;
import io.dbferry.notify.message.MessageText;
import io.dbferry.text.Json;
import java.net.URI;

/** Posts a message as JSON, with a line {@code text} as chat programs show it. */
final class WebhookChannel implements Channel {
    private final Web web;

    WebhookChannel(URI url) {
        this.web = new Web(url);
    }

    @Override
    public void send(Message message) throws UndeliveredException {
        ObjectNode json = (ObjectNode) Json.tree(message);
        json.put("text", new MessageText(message).subject() + ": " + message.message());
        web.post(Json.line(json).getBytes(UTF_8));
    }
}
