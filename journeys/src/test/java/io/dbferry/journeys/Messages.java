package io.dbferry.journeys;

import io.dbferry.testing.mail.MailServer;
import io.dbferry.testing.mail.WebServer;
import jakarta.mail.internet.MimeMessage;

/** Takes mails, webhooks and pings. */
record Messages(MailServer mails, WebServer web) implements AutoCloseable {
    static Messages take() throws Exception {
        return new Messages(MailServer.plain(), WebServer.start());
    }

    /** The lines of a config that send them here. */
    String config() {
        return """
                notify:
                  mail: {to: [ops@example.org], from: dbferry@example.org, smtp: {host: localhost, port: %d, security: none}}
                  webhooks: ["%s"]
                  ping: {success: "%s", failure: "%s"}
                """.formatted(mails.port(), web.url("/hook"), web.url("/ping"), web.url("/fail"));
    }

    /** All that came. */
    String text() throws Exception {
        StringBuilder text = new StringBuilder();
        for (MimeMessage mail : mails.mails()) {
            text.append(mail.getSubject())
                    .append('\n')
                    .append(mail.getContent())
                    .append('\n');
        }
        web.requests().forEach(request -> text.append(request).append('\n'));
        return text.toString();
    }

    @Override
    public void close() {
        mails.close();
        web.close();
    }
}
