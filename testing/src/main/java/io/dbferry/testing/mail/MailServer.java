package io.dbferry.testing.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.wiser.Wiser;
import org.subethamail.wiser.WiserMessage;

/** An SMTP server of this process, which keeps what it takes. */
public final class MailServer implements AutoCloseable {
    private final Wiser wiser;
    private final int port;

    private MailServer(SMTPServer.Builder server, int port) {
        this.wiser = Wiser.create(
                server.bindAddress(InetAddress.getLoopbackAddress()).port(port));
        this.port = port;
        wiser.start();
    }

    /** Takes mails from anyone, unencrypted. */
    public static MailServer plain() throws IOException {
        return plain(freePort());
    }

    public static MailServer plain(int port) {
        return new MailServer(SMTPServer.port(port), port);
    }

    /** Takes mails after STARTTLS, or only over TLS, and a login with this user and password. */
    public static MailServer withLogin(TlsKey key, boolean startTls, String user, String password) throws Exception {
        int port = freePort();
        SMTPServer.Builder server = SMTPServer.port(port)
                .requireAuth()
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((name, given, context) -> {
                    if (!name.equals(user) || !given.equals(password)) {
                        throw new LoginFailedException();
                    }
                }));
        return new MailServer(
                startTls
                        ? server.enableTLS().requireTLS().startTlsSocketFactory(key.context())
                        : server.serverSocketFactory(key.context()),
                port);
    }

    /** A port at which nothing listens. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public int port() {
        return port;
    }

    /** In the order in which they came, once for each address. */
    public List<MimeMessage> mails() throws MessagingException {
        List<MimeMessage> mails = new ArrayList<>();
        synchronized (wiser.getMessages()) {
            for (WiserMessage message : wiser.getMessages()) {
                mails.add(message.getMimeMessage());
            }
        }
        return mails;
    }

    public List<String> subjects() throws MessagingException {
        List<String> subjects = new ArrayList<>();
        for (MimeMessage mail : mails()) {
            subjects.add(mail.getSubject());
        }
        return subjects;
    }

    @Override
    public void close() {
        wiser.stop();
    }
}
