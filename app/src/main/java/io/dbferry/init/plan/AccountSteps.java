package io.dbferry.init.plan;

import io.dbferry.init.step.Check;
import io.dbferry.init.step.ShellCommand;
import io.dbferry.init.step.Step;
import io.dbferry.stream.drop.LocalDrop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Users of this machine: the one that DbFerry runs as, and those that may do SFTP and nothing else. */
public final class AccountSteps {
    public static final String PAIRING_ACCOUNT = "dbferry-pairing";
    /** What the account of a pairing sees as {@code /}: an empty folder. */
    public static final Path PAIRING_ROOT = Path.of("/var/lib/dbferry-pairing");

    private static final Path PAIRING_KEYS = Path.of("/etc/ssh/dbferry-pairing.keys");
    /** What internal-sftp answers there: no reading, listing, deleting, linking or making of folders. */
    private static final String PAIRING_REQUESTS = "open,close,write,lstat,stat,fstat,realpath,rename,posix-rename";

    private static final List<String> SFTP_ALONE =
            List.of("AuthenticationMethods publickey", "DisableForwarding yes", "PermitTTY no");
    private static final String NO_LOGIN = "/usr/sbin/nologin";

    private AccountSteps() {}

    /** The user that DbFerry runs as, and its folders; what the package has made already. */
    public static List<Step> service(String user, Path home, Path configFolder) {
        return List.of(
                account(
                        user,
                        ShellCommand.of(
                                "useradd",
                                "--system",
                                "--user-group",
                                "--no-create-home",
                                "--home-dir",
                                home.toString(),
                                "--shell",
                                NO_LOGIN,
                                user),
                        ShellCommand.of("userdel", user)),
                FolderSteps.folder(home, user, user, "750"),
                FolderSteps.folder(home.resolve("work"), user, user, "700"),
                FolderSteps.folder(home.resolve(".ssh"), user, user, "700"),
                FolderSteps.folder(configFolder, "root", user, "750"));
    }

    private static Step account(String name, ShellCommand make, ShellCommand undo) {
        return new Step(
                "create the user '" + name + "'",
                List.of(Check.succeeds("id", "-u", name)),
                List.of(make),
                List.of(undo),
                "Make a user of that name by hand");
    }

    /** The account that a sender logs in to: its folder is all that it sees. */
    public static List<Step> depot(String account, Path depot, String seen, String group) {
        List<Step> steps = new ArrayList<>();
        // No password at all ('*'), but not locked ('!'), which sshd without PAM takes for no account.
        steps.add(account(
                account,
                ShellCommand.of(
                        "useradd", "--create-home", "--shell", NO_LOGIN, "--gid", group, "--password", "*", account),
                ShellCommand.of("userdel", "--force", "--remove", account)));
        List<String> settings = new ArrayList<>();
        Path root = root(depot, seen);
        if (root != null) {
            steps.add(FolderSteps.folder(Objects.requireNonNull(root.getParent()), "root", "root", "755"));
            steps.add(FolderSteps.folder(root, "root", "root", "755"));
            settings.add("ChrootDirectory " + sshdWord(root));
        }
        steps.add(FolderSteps.folder(depot, account, group, "2770"));
        settings.add("ForceCommand internal-sftp -u 0002");
        settings.addAll(SFTP_ALONE);
        steps.add(SshServer.configuration(account, settings));
        return steps;
    }

    /**
     * The account of a pairing, which may put files into one folder, and is not even told what is in it.
     *
     * @param key the one-time public key
     * @param until when sshd stops to take it, as {@code YYYYMMDDHHMMSS} of this machine's time zone
     */
    public static List<Step> pairing(String key, String until) {
        return List.of(
                account(
                        PAIRING_ACCOUNT,
                        ShellCommand.of(
                                "useradd",
                                "--system",
                                "--user-group",
                                "--no-create-home",
                                "--home-dir",
                                "/",
                                "--shell",
                                NO_LOGIN,
                                "--password",
                                "*",
                                PAIRING_ACCOUNT),
                        ShellCommand.of("userdel", "--force", PAIRING_ACCOUNT)),
                emptied(FolderSteps.folder(PAIRING_ROOT, "root", "root", "755"), PAIRING_ROOT),
                FolderSteps.folder(new LocalDrop(PAIRING_ROOT).folder(), PAIRING_ACCOUNT, PAIRING_ACCOUNT, "300"),
                FolderSteps.file(
                        PAIRING_KEYS, "restrict,expiry-time=\"" + until + "\" " + key + "\n", "root", "root", "644"),
                SshServer.configuration(
                        PAIRING_ACCOUNT,
                        List.of(
                                "ChrootDirectory " + PAIRING_ROOT,
                                "ForceCommand internal-sftp -u 0077 -p " + PAIRING_REQUESTS,
                                "AuthorizedKeysFile " + PAIRING_KEYS,
                                "MaxSessions 1",
                                SFTP_ALONE.get(0),
                                SFTP_ALONE.get(1),
                                SFTP_ALONE.get(2))));
    }

    private static Step emptied(Step folder, Path path) {
        return new Step(
                folder.title(),
                folder.checks(),
                folder.commands(),
                List.of(ShellCommand.of("rm", "-rf", "--one-file-system", path.toString())),
                folder.hint());
    }

    /** Lets a sender's key in, for SFTP alone, and trusts its signatures. */
    public static List<Step> sender(String account, Path home, String publicKey, String stream, Path signers) {
        Path keys = home.resolve(".ssh/authorized_keys");
        String line = "restrict,command=\"internal-sftp -u 0002\" " + publicKey + " " + stream;
        String signer = stream + " namespaces=\"dbferry\" " + publicKey;
        return List.of(
                FolderSteps.ownersFolder(home.resolve(".ssh"), account),
                FolderSteps.line(keys, line, account, FolderSteps.withoutLine(keys, publicKey)),
                FolderSteps.line(signers, signer, "root", FolderSteps.withoutLine(signers, publicKey)),
                new Step(
                        "let all read '" + signers + "'",
                        List.of(Check.prints("644", ShellCommand.of("stat", "-c", "%a", signers.toString()))),
                        List.of(ShellCommand.of("chmod", "644", signers.toString())),
                        List.of(),
                        "Look at what stands at '" + signers + "'"));
    }

    /** A path as {@code sshd_config} takes it, where {@code %} begins a token. */
    private static String sshdWord(Path path) {
        String word = path.toString().replace("%", "%%");
        return word.matches("\\S+") ? word : "\"" + word + "\"";
    }

    /** The folder that is {@code /} to the account; null if it sees all of this machine. */
    static @Nullable Path root(Path depot, String seen) {
        String whole = depot.toString();
        return whole.equals(seen) || !whole.endsWith(seen)
                ? null
                : Path.of(whole.substring(0, whole.length() - seen.length()));
    }
}
