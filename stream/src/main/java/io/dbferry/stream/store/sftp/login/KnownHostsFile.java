package io.dbferry.stream.store.sftp.login;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.UserInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code known_hosts} file has for one server, read as OpenSSH reads it ({@code sshd(8)}, SSH_KNOWN_HOSTS FILE
 * FORMAT, and {@code hostfile.c}): lists of patterns with {@code *}, {@code ?} and {@code !}, hashed names, the markers
 * {@code @revoked} and {@code @cert-authority}. JSch's own reader takes patterns for names. Lines that cannot be read
 * are passed over. Nothing is ever written.
 */
final class KnownHostsFile implements HostKeyRepository {
    /** What the file says of a key. */
    enum Verdict {
        KNOWN,
        /** The server is not there, or by keys of other types only. */
        UNKNOWN,
        /** The server is there with another key of that type. */
        CHANGED,
        REVOKED
    }

    private static final HostKey[] NONE = {};

    private final List<KnownHostsLine> withPort;
    private final List<KnownHostsLine> withoutPort;
    private final String name;

    private KnownHostsFile(String name, List<KnownHostsLine> withPort, List<KnownHostsLine> withoutPort) {
        this.name = name;
        this.withPort = withPort;
        this.withoutPort = withoutPort;
    }

    /**
     * Reads what the file has for that server; a file that does not exist has nothing.
     *
     * @throws IOException if the file cannot be read
     */
    static KnownHostsFile read(Path file, String host, int port) throws IOException {
        boolean usual = port == SftpAccount.DEFAULT_PORT;
        String name = usual ? host : "[" + host + "]:" + port;
        List<KnownHostsLine> lines = new ArrayList<>();
        if (!Files.isRegularFile(file)) {
            return new KnownHostsFile(name, List.of(), List.of());
        }
        try {
            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                    .lines()
                    .forEach(line -> KnownHostsLine.parse(line).ifPresent(lines::add));
        } catch (NoSuchFileException e) {
            return new KnownHostsFile(name, List.of(), List.of());
        }
        return new KnownHostsFile(name, of(name, lines), usual ? List.of() : of(host, lines));
    }

    private static List<KnownHostsLine> of(String name, List<KnownHostsLine> lines) {
        return lines.stream().filter(line -> line.matches(name)).toList();
    }

    /** A server on another port than 22 that is not known by that port may be known without one. */
    Verdict verdict(byte[] key) {
        Verdict first = verdict(withPort, key);
        return first == Verdict.UNKNOWN ? verdict(withoutPort, key) : first;
    }

    private static Verdict verdict(List<KnownHostsLine> lines, byte[] key) {
        Verdict verdict = Verdict.UNKNOWN;
        for (KnownHostsLine line : lines) {
            boolean same = Arrays.equals(line.key(), key);
            if (same && line.marker() == KnownHostsLine.Marker.REVOKED) {
                return Verdict.REVOKED;
            }
            if (line.marker() != KnownHostsLine.Marker.NONE || verdict == Verdict.KNOWN) {
                continue;
            }
            if (same) {
                verdict = Verdict.KNOWN;
            } else if (line.type().equals(KnownHostsLine.type(key))) {
                verdict = Verdict.CHANGED;
            }
        }
        return verdict;
    }

    @Override
    public int check(String host, byte[] key) {
        return switch (verdict(key)) {
            case KNOWN -> OK;
            case CHANGED -> CHANGED;
            case UNKNOWN, REVOKED -> NOT_INCLUDED;
        };
    }

    /** Those with a marker too: JSch asks so for the authorities that may sign host certificates. */
    @Override
    public HostKey[] getHostKey() {
        return keys(false);
    }

    /** The keys by which the server is known: JSch asks for their types first. */
    @Override
    public HostKey[] getHostKey(@Nullable String host, @Nullable String type) {
        return Arrays.stream(keys(true))
                .filter(key -> type == null || key.getType().equals(type))
                .toList()
                .toArray(NONE);
    }

    private HostKey[] keys(boolean plainOnly) {
        List<HostKey> keys = new ArrayList<>();
        for (List<KnownHostsLine> lines : List.of(withPort, withoutPort)) {
            for (KnownHostsLine line : lines) {
                if (!plainOnly || line.marker() == KnownHostsLine.Marker.NONE && verdict(line.key()) == Verdict.KNOWN) {
                    try {
                        keys.add(new HostKey(line.marker().word(), name, 0, line.key(), ""));
                    } catch (JSchException e) {
                        continue; // a type that JSch does not know: it cannot ask for it either
                    }
                }
            }
        }
        return keys.toArray(NONE);
    }

    @Override
    public String getKnownHostsRepositoryID() {
        return "known_hosts";
    }

    @Override
    public void add(HostKey key, UserInfo user) {
        throw new UnsupportedOperationException("known_hosts is read only");
    }

    @Override
    public void remove(String host, String type) {
        throw new UnsupportedOperationException("known_hosts is read only");
    }

    @Override
    public void remove(String host, String type, byte[] key) {
        throw new UnsupportedOperationException("known_hosts is read only");
    }
}
