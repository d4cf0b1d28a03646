package io.dbferry.stream.age;

import com.exceptionfactory.jagged.PayloadException;
import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/** The secret keys that decrypt what is encrypted for their recipients. */
public final class AgeIdentities {
    /** How a secret key starts; {@code 1} ends it. */
    static final String PREFIX = "AGE-SECRET-KEY-";

    private final List<RecipientStanzaReader> readers;
    private final List<String> recipients;

    private AgeIdentities(List<RecipientStanzaReader> readers, List<String> recipients) {
        this.readers = List.copyOf(readers);
        this.recipients = List.copyOf(recipients);
    }

    /**
     * Reads a file as {@code age-keygen} writes it: a secret key a line, and comments.
     *
     * @throws io.dbferry.failure.DbferryException if it cannot be read, is no such file, or if others than its owner
     *     may read it
     */
    public static AgeIdentities read(Path file) {
        List<RecipientStanzaReader> readers = new ArrayList<>();
        List<String> recipients = new ArrayList<>();
        for (IdentityFile.SecretKey key : IdentityFile.read(file)) {
            try {
                readers.add(X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(key.text()));
                recipients.add(key.recipient());
            } catch (GeneralSecurityException | RuntimeException e) {
                throw IdentityFile.malformed(file, key.line());
            }
        }
        return new AgeIdentities(readers, recipients);
    }

    /** The recipients that these identities belong to, with commas. */
    public String recipients() {
        return String.join(", ", recipients);
    }

    /**
     * The plain content, of which nothing is given out that was altered; closing it closes {@code content}.
     *
     * @throws DamagedContentException also from reading, where it was altered or cut
     */
    public InputStream decrypting(InputStream content) throws IOException, NotDecryptableException {
        try {
            return new Plain(Channels.newInputStream(new StandardDecryptingChannelFactory()
                    .newDecryptingChannel(Channels.newChannel(content), readers)));
        } catch (UnsupportedRecipientStanzaException e) {
            throw new NotDecryptableException("it is encrypted for others than " + recipients(), e);
        } catch (PayloadException e) {
            throw new DamagedContentException(e);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new NotDecryptableException("it is not in the age format, version 1", e);
        }
    }

    /** Tells damage by an exception of ours. */
    private static final class Plain extends FilterInputStream {
        Plain(InputStream content) {
            super(content);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                return super.read(into, offset, length);
            } catch (PayloadException e) {
                throw new DamagedContentException(e);
            }
        }
    }
}
