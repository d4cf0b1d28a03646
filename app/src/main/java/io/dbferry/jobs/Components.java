package io.dbferry.jobs;

import io.dbferry.check.ReceiverCheck;
import io.dbferry.config.Config;
import io.dbferry.config.DepotLocation;
import io.dbferry.config.DepotLocation.ObjectAccess;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.SenderConfig;
import io.dbferry.config.SshConfig;
import io.dbferry.config.Trust;
import io.dbferry.config.policy.PolicyConfig;
import io.dbferry.config.watch.MailConfig;
import io.dbferry.config.watch.ThisHost;
import io.dbferry.config.yaml.ConfigFile;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.NativeFolder;
import io.dbferry.files.PrivateFile;
import io.dbferry.logging.Secrets;
import io.dbferry.postgres.connect.Database;
import io.dbferry.postgres.connect.DatabaseUrl;
import io.dbferry.postgres.connect.Passwords;
import io.dbferry.receiver.open.ShipmentTrust;
import io.dbferry.receiver.open.ShipmentTrust.UntrustedException;
import io.dbferry.sender.outbox.ManifestSigner;
import io.dbferry.sender.policy.HashKey;
import io.dbferry.stream.Depot;
import io.dbferry.stream.signature.AllowedSigners;
import io.dbferry.stream.signature.KeyFileException;
import io.dbferry.stream.signature.SignatureRefusedException;
import io.dbferry.stream.signature.SignatureVerifier;
import io.dbferry.stream.signature.SshSigner;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.Store;
import io.dbferry.stream.store.folder.FolderStore;
import io.dbferry.stream.store.part.ObjectAccount;
import io.dbferry.stream.store.part.StoreParts;
import io.dbferry.stream.store.retry.Pace;
import io.dbferry.stream.store.retry.RetryPolicy;
import io.dbferry.stream.store.retry.RetryingStore;
import io.dbferry.stream.store.sftp.SftpStore;
import io.dbferry.stream.store.sftp.login.SftpAccount;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes the parts that a config describes. */
public final class Components {
    private final Map<String, String> environment;
    private final Path home;
    private final Clock clock;
    private final Consumer<String> warnings;
    private final Session session;
    private final @Nullable Store kept;

    public Components(
            Map<String, String> environment, Path home, Clock clock, Consumer<String> warnings, Session session) {
        this(environment, home, clock, warnings, session, null);
    }

    private Components(
            Map<String, String> environment,
            Path home,
            Clock clock,
            Consumer<String> warnings,
            Session session,
            @Nullable Store kept) {
        this.kept = kept;
        this.environment = environment;
        this.home = home;
        this.clock = clock;
        this.warnings = warnings;
        this.session = session;
    }

    public Config config(Path file) {
        Config config = session.step("config", () -> ConfigFile.read(file, environment, home));
        config.ssh().privateKey().ifPresent(key -> PrivateFile.requireOwners(key, "private key"));
        config.ssh().passphraseFile().ifPresent(secret -> PrivateFile.requireOwners(secret, "passphrase file"));
        config.objects().credentialsFile().ifPresent(secret -> PrivateFile.requireOwners(secret, "credentials file"));
        config.database().passwordFile().ifPresent(secret -> PrivateFile.requireOwners(secret, "password file"));
        config.alarms()
                .mail()
                .flatMap(MailConfig::passwordFile)
                .ifPresent(secret -> PrivateFile.requireOwners(secret, "password file"));
        if (config instanceof ReceiverConfig receiver) {
            receiver.propertiesFile().ifPresent(secret -> PrivateFile.requireOwners(secret, "properties file"));
        }
        NativeFolder.choose(config.work());
        return config;
    }

    public SenderConfig sender(Path file) {
        if (config(file) instanceof SenderConfig sender) {
            return sender;
        }
        throw wrongRole(file, "a receiver's", "dump runs on the sender");
    }

    public ReceiverConfig receiver(Path file) {
        if (config(file) instanceof ReceiverConfig receiver) {
            return receiver;
        }
        throw wrongRole(file, "a sender's", "load and prune run on the receiver");
    }

    private static DbferryException wrongRole(Path file, String role, String hint) {
        return new DbferryException(
                Failure.CONFIG,
                "cannot use config '" + file.toAbsolutePath() + "': it is " + role,
                "Name the other one with --config; " + hint,
                null);
    }

    /** @param job what pg_stat_activity shows: {@code dbferry <job>, process <pid> on <host>}, 63 bytes of it */
    public Database database(Config config, String job) {
        Failure failure = config instanceof SenderConfig ? Failure.SOURCE_DATABASE : Failure.TARGET_DATABASE;
        Database database = database(config.database().url(), config.database().passwordFile(), failure, job);
        return config instanceof SenderConfig sender && !sender.policy().isNone()
                ? database.discreet(secrets(sender.policy()))
                : database;
    }

    /** What sessions need to compute hashes. */
    private static Map<String, String> secrets(PolicyConfig policy) {
        return policy.hashes() ? HashKey.read(policy.keyFile().orElseThrow()).settings() : Map.of();
    }

    /** The same for one that no config names yet. */
    public Database database(String written, Optional<Path> passwordFile, Failure failure, String job) {
        DatabaseUrl url = DatabaseUrl.parse(written);
        Passwords passwords = new Passwords(passwordFile, environment, home, warnings);
        String name = "dbferry " + job + ", process " + ProcessHandle.current().pid() + " on " + ThisHost.name();
        return new Database(url, () -> passwords.find(url), failure, name);
    }

    /** The depot for a run that is to outlast a connection that breaks, or a server that starts anew. */
    public Depot patientDepot(Config config) throws IOException {
        if (config.depot() instanceof DepotLocation.Folder) {
            return depot(config);
        }
        RetryPolicy patience = patience(config);
        Pace pace = config.bandwidthLimit().isPresent()
                ? Pace.of(config.bandwidthLimit().getAsLong())
                : Pace.UNLIMITED;
        Store store = kept == null ? patience.call(() -> store(config)) : kept;
        return depot(new RetryingStore(store, patience, pace, kept != null), config);
    }

    private static RetryPolicy patience(Config config) {
        return new RetryPolicy(
                config.depot() instanceof DepotLocation.Objects
                        ? config.objects().retryFor()
                        : config.ssh().retryFor());
    }

    /** The depot as it is right now. */
    public Depot depot(Config config) throws DepotException {
        return depot(store(config), config);
    }

    private static Depot depot(Store store, Config config) {
        return config instanceof ReceiverConfig receiver && !receiver.keep().receipts()
                ? Depot.withoutReceipts(store, config.stream())
                : new Depot(store, config.stream());
    }

    private Store store(Config config) throws DepotException {
        return session.step("connection to the depot", () -> open(config));
    }

    /** One line for each kind of store. */
    private Store open(Config config) throws DepotException {
        if (config.depot() instanceof DepotLocation.Sftp sftp) {
            return SftpStore.open(account(sftp, config.ssh()));
        }
        if (config.depot() instanceof DepotLocation.Objects objects) {
            return StoreParts.installed().find("s3", objects.address()).open(account(objects, config.objects()));
        }
        return FolderStore.open(((DepotLocation.Folder) config.depot()).path());
    }

    private ObjectAccount account(DepotLocation.Objects objects, ObjectAccess access) {
        return new ObjectAccount(
                objects.bucket(),
                objects.prefix(),
                access.endpoint(),
                access.region(),
                access.pathStyle(),
                access.credentialsFile(),
                environment);
    }

    private static SftpAccount account(DepotLocation.Sftp sftp, SshConfig ssh) {
        return new SftpAccount(
                sftp.user(),
                sftp.host(),
                sftp.port(),
                sftp.folder(),
                ssh.privateKey(),
                ssh.passphraseFile(),
                ssh.knownHosts());
    }

    /** Signs with the key that opens SFTP; a sender without one does not sign. */
    public ManifestSigner signer(SshConfig ssh) {
        Optional<Path> key = ssh.privateKey();
        if (key.isEmpty()) {
            return ManifestSigner.NONE;
        }
        try {
            return new SenderKey(SshSigner.open(key.get(), ssh.passphraseFile()));
        } catch (KeyFileException e) {
            throw new DbferryException(Failure.CONFIG, String.valueOf(e.getMessage()), e.hint(), e);
        }
    }

    /**
     * With {@code allowed-signers}, what one of them signed for the stream; without, nothing, unless the config takes
     * whatever is in the depot.
     */
    public ShipmentTrust trust(Trust trust, String stream) {
        if (trust.acceptUnsigned()) {
            return (manifest, signature) -> {};
        }
        if (trust.allowedSigners().isEmpty()) {
            return (manifest, signature) -> {
                String cause = signature.length == 0 ? "it is not signed" : "its signature cannot be checked";
                throw new UntrustedException(
                        cause + ", and this config names no trusted signers", ReceiverCheck.trustHint(stream));
            };
        }
        Path file = trust.allowedSigners().get();
        SignatureVerifier verifier;
        try {
            verifier = new SignatureVerifier(AllowedSigners.read(file), stream);
        } catch (KeyFileException e) {
            throw new DbferryException(Failure.CONFIG, String.valueOf(e.getMessage()), e.hint(), e);
        }
        return (manifest, signature) -> {
            if (signature.length == 0) {
                throw new UntrustedException(
                        "it is not signed, and '" + file + "' lists who may sign",
                        "Name the sender's key in its config with ssh.private-key: then it signs");
            }
            try {
                verifier.verify(manifest, signature, clock.instant());
            } catch (SignatureRefusedException e) {
                throw refused(e, file, stream);
            }
        };
    }

    private static UntrustedException refused(SignatureRefusedException e, Path file, String stream) {
        return switch (e.kind()) {
            case DAMAGED -> UntrustedException.damaged(String.valueOf(e.getMessage()));
            case OTHER_CONTENT ->
                new UntrustedException(
                        "its signature is refused: " + e.getMessage(),
                        "Its manifest was changed after it was signed: check the depot's disk, and who can write there");
            case UNKNOWN_KEY ->
                new UntrustedException(
                        "its signature is refused: " + e.getMessage(),
                        "If the sender's key is new, add it to '" + file + "' for the principal '" + stream + "'");
            case NOT_ALLOWED ->
                new UntrustedException(
                        "its signature is refused: " + e.getMessage(),
                        "Correct the line of the key in '" + file + "', or stream in this config, if it is not '"
                                + stream + "'");
        };
    }

    public Path home() {
        return home;
    }

    /** What sets keys, and what configs may name. */
    public Map<String, String> environment() {
        return environment;
    }

    /** Where programs are looked for. */
    public String path() {
        return environment.getOrDefault("PATH", "");
    }

    /** The same for a run of its own, with its own warnings. */
    public Components with(Consumer<String> others) {
        return new Components(environment, home, clock, others, session, kept);
    }

    /** The same with one connection to the config's depot, which all depots share and no depot closes. */
    public Components keeping(Config config) throws IOException {
        return new Components(
                environment, home, clock, warnings, session, patience(config).call(() -> store(config)));
    }

    /** The same with the connection that another keeps. */
    public Components sharing(Components keeper) {
        return new Components(environment, home, clock, warnings, session, keeper.kept);
    }

    /** Ends the connection that this keeps. */
    public void release() {
        if (kept != null) {
            kept.close();
        }
    }

    /** What follows is logged into the config's log file. */
    public void logTo(Config config) {
        session.logTo(config, warnings);
    }

    /** A run's work, once there is room for it; waits while a process of many configs works on others. */
    <T> T working(Session.Work<T, IOException> work) throws IOException {
        return session.working(work);
    }

    /** What the environment holds that nobody else is to read. */
    Secrets secrets() {
        return Secrets.of(environment);
    }

    public Clock clock() {
        return clock;
    }
}
