package io.dbferry.stream.age;

import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/** Who may read: each can, by itself, with the identity that belongs to it. */
public final class AgeRecipients {
    private final List<String> recipients;

    private AgeRecipients(List<String> recipients) {
        this.recipients = List.copyOf(recipients);
    }

    /** @param recipients at least one, of which {@link #isRecipient} holds */
    public static AgeRecipients of(List<String> recipients) {
        if (recipients.isEmpty() || !recipients.stream().allMatch(AgeRecipients::isRecipient)) {
            throw new IllegalArgumentException("not age recipients");
        }
        return new AgeRecipients(recipients);
    }

    /** Whether it is an X25519 recipient: {@code age1…}, as {@code age-keygen -y} prints it. */
    public static boolean isRecipient(String text) {
        try {
            X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(text);
            return true;
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    /** Whether it is a secret key, which belongs into no config and no message. */
    public static boolean isSecret(String text) {
        return text.regionMatches(true, 0, AgeIdentities.PREFIX, 0, AgeIdentities.PREFIX.length());
    }

    /**
     * What is written comes out encrypted; only closing makes it whole, and closes {@code to}. The same content never
     * gives the same bytes twice.
     */
    public OutputStream encrypting(OutputStream to) throws IOException {
        try {
            List<RecipientStanzaWriter> writers = new ArrayList<>();
            for (String recipient : recipients) {
                writers.add(X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(recipient));
            }
            return Channels.newOutputStream(
                    new StandardEncryptingChannelFactory().newEncryptingChannel(Channels.newChannel(to), writers));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java 17 has X25519 and ChaCha20-Poly1305", e);
        }
    }

    /** As in the config, with commas. */
    @Override
    public String toString() {
        return String.join(", ", recipients);
    }
}
