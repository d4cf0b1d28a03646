package io.dbferry.stream.store.sftp.login;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchChangedHostKeyException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchHostKeyException;
import com.jcraft.jsch.JSchRevokedHostKeyException;
import com.jcraft.jsch.JSchUnknownHostKeyException;
import com.jcraft.jsch.Session;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.retry.StoreAction;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Logs in to an SFTP account with a public key, after checking the server's key against {@code known_hosts}. */
public record SftpLogin(SftpAccount account, SftpKeys keys) {
    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
    /** With four of them unanswered the server is taken for gone: a broken line is noticed within a minute. */
    private static final Duration KEEPALIVE = Duration.ofSeconds(15);

    private static final int UNANSWERED_KEEPALIVES = 3;

    /**
     * Opens a session.
     *
     * @throws DepotException if the server cannot be reached, is not the known one, or does not let us in
     */
    public Session open() throws DepotException {
        JSch jsch = new JSch();
        keys.giveTo(jsch);
        KnownHostsFile known = knownHosts();
        jsch.setHostKeyRepository(known);
        @Nullable Session session = null;
        try {
            session = jsch.getSession(account.user(), account.host(), account.port());
            session.setConfig("StrictHostKeyChecking", "yes");
            session.setConfig("prefer_known_host_key_types", "yes");
            session.setConfig("PreferredAuthentications", "publickey");
            // Each question saved is one way there and back: whether no key will do, and whether a key would do.
            session.setConfig("enable_auth_none", "no");
            if (account.privateKey().isPresent()) {
                session.setConfig("enable_pubkey_auth_query", "no");
            }
            session.setDaemonThread(true);
            // The interval is the socket's timeout as well: JSch asks for a sign of life when it has passed.
            session.setServerAliveInterval(Math.toIntExact(KEEPALIVE.toMillis()));
            session.setServerAliveCountMax(UNANSWERED_KEEPALIVES);
            session.connect(Math.toIntExact(CONNECT_TIMEOUT.toMillis()));
            return session;
        } catch (JSchHostKeyException e) {
            throw hostKey(jsch, known, session, e);
        } catch (JSchAlgoNegoFailException e) {
            throw failure(
                    Problem.ACCESS,
                    "the server and DbFerry have no common " + e.getAlgorithmName() + ": the server offers "
                            + e.getServerProposal().replaceAll("[^!-~]", "?") + ", DbFerry " + e.getJSchProposal(),
                    "Allow one of DbFerry's in sshd_config of " + account.host() + "; 'man sshd_config' says how, under"
                            + " KexAlgorithms, HostKeyAlgorithms, Ciphers and MACs.",
                    e);
        } catch (JSchException e) {
            throw loginFailure(e);
        }
    }

    private KnownHostsFile knownHosts() throws DepotException {
        try {
            return KnownHostsFile.read(account.knownHosts(), account.host(), account.port());
        } catch (IOException e) {
            throw failure(
                    Problem.HOST_KEY,
                    "'" + account.knownHosts() + "' cannot be read",
                    "Give the account that DbFerry runs as the right to read it.",
                    e);
        }
    }

    private DepotException hostKey(JSch jsch, KnownHostsFile known, @Nullable Session session, JSchHostKeyException e) {
        @Nullable HostKey offered = session == null ? null : session.getHostKey();
        String fingerprint =
                offered == null ? "" : " (it offers " + offered.getType() + " " + offered.getFingerPrint(jsch) + ")";
        String host = account.host();
        String file = "'" + account.knownHosts() + "'";
        boolean revoked = e instanceof JSchRevokedHostKeyException
                || offered != null
                        && known.verdict(Base64.getDecoder().decode(offered.getKey()))
                                == KnownHostsFile.Verdict.REVOKED;
        if (revoked) {
            return failure(
                    Problem.HOST_KEY,
                    "the host key of " + host + " is revoked in " + file + fingerprint,
                    "Ask the server's operator: the key must not be trusted any more.",
                    e);
        }
        if (e instanceof JSchUnknownHostKeyException) {
            return failure(
                    Problem.HOST_KEY,
                    "the host key of " + host + " is not in " + file + fingerprint,
                    "Check the key with the server's operator, then run: " + keyscan(),
                    e);
        }
        if (e instanceof JSchChangedHostKeyException) {
            return failure(
                    Problem.HOST_KEY,
                    "the host key of " + host + " is not the one in " + file + fingerprint,
                    "Someone may be listening in, or the server was reinstalled: ask its operator. If the new key is"
                            + " right, run: ssh-keygen -R '" + knownAs() + "' -f " + file + " && " + keyscan(),
                    e);
        }
        return failure(
                Problem.HOST_KEY,
                "the host certificate of " + host + " is not valid for it" + fingerprint,
                "Ask the server's operator for a certificate that names " + host + " and has not expired.",
                e);
    }

    private String keyscan() {
        return "ssh-keyscan -p " + account.port() + " " + account.host() + " >> " + account.knownHosts();
    }

    private String knownAs() {
        return account.port() == SftpAccount.DEFAULT_PORT
                ? account.host()
                : "[" + account.host() + "]:" + account.port();
    }

    private DepotException loginFailure(JSchException e) {
        String message = String.valueOf(e.getMessage());
        if (message.startsWith("Auth ") || message.startsWith("USERAUTH ") || message.contains("Too many auth")) {
            String key = account.privateKey().map(file -> "'" + file + "'").orElse("the keys of the SSH agent");
            return failure(
                    Problem.AUTHENTICATION,
                    "the server does not let " + account.user() + " in with " + key,
                    "Add the public key to ~/.ssh/authorized_keys of " + account.user() + " on " + account.host()
                            + account.privateKey()
                                    .map(file -> "; ssh-keygen -y -f '" + file + "' prints it.")
                                    .orElse("; ssh-add -L prints it."),
                    e);
        }
        return unreachable(e);
    }

    /** What a broken or missing connection is called. */
    private DepotException unreachable(JSchException e) {
        String server = account.host() + " port " + account.port();
        Throwable cause = e.getCause() == null ? e : e.getCause();
        if (cause instanceof UnknownHostException) {
            return failure(
                    Problem.UNREACHABLE,
                    "no address is known for " + account.host(),
                    "Check the host's name in 'depot' and this machine's DNS.",
                    e);
        }
        if (cause instanceof ConnectException) {
            return failure(
                    Problem.UNREACHABLE,
                    server + " refuses connections",
                    "Check that the SSH server runs there and that no firewall is in between.",
                    e);
        }
        if (cause instanceof SocketTimeoutException
                || String.valueOf(e.getMessage()).startsWith("timeout")) {
            return failure(
                    Problem.UNREACHABLE,
                    server + " does not answer within " + CONNECT_TIMEOUT.toSeconds() + " seconds",
                    "Check the network and that no firewall drops the connection.",
                    e);
        }
        return failure(
                Problem.UNREACHABLE,
                "the connection to " + server + " failed: " + cause.getMessage(),
                "Check that an SSH server runs there; its log may say more.",
                e);
    }

    private DepotException failure(Problem problem, String cause, String hint, Throwable thrown) {
        return StoreAction.open(account.address()).because(problem, cause, hint, thrown);
    }
}
