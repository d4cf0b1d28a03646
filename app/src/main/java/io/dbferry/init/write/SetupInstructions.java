package io.dbferry.init.write;

import io.dbferry.init.ask.Prompter;
import io.dbferry.init.ask.SftpAddress;
import io.dbferry.init.find.DatabaseAnswer;
import io.dbferry.init.find.FoundDatabase;
import io.dbferry.init.find.HostInfo;
import io.dbferry.init.find.ShellWord;
import io.dbferry.postgres.connect.DatabaseUrl;
import io.dbferry.stream.signature.SshKeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What others are to do, as lines to paste. */
public final class SetupInstructions {
    public static final String SIGNERS = "/etc/dbferry/allowed_signers";
    static final String OWN_ROLE = "dbferry";

    private final Prompter interview;

    public SetupInstructions(Prompter interview) {
        this.interview = interview;
    }

    void head(String text) {
        interview.show("");
        interview.show("--- " + text);
    }

    private void all(List<String> lines) {
        lines.forEach(interview::show);
    }

    /** The GRANTs for the role of the config, or for one with fewer rights where that one has far more than it needs. */
    public void rights(HostInfo machine, DatabaseAnswer database, Optional<FoundDatabase> found, boolean sender) {
        DatabaseUrl url = database.parsed();
        boolean powerful = found.filter(FoundDatabase::powerful).isPresent();
        String role = powerful && !url.user().equals(OWN_ROLE) ? OWN_ROLE : url.user();
        Grants grants = new Grants(role, url, found.map(FoundDatabase::tables).orElse(List.of()));
        if (powerful) {
            head("Advice, as root here: '" + url.user() + "' may do more than DbFerry needs. A role '" + role
                    + "' with less; name it in database.url then.");
        } else {
            head("As root here: what the role '" + role + "' needs. Running a line twice does no harm.");
        }
        all(sender ? grants.reading() : grants.writing());
    }

    /** The lines that let the sender's key in, and its signatures. */
    public void forReceiver(String stream, SftpAddress depot, String publicLine, String signers) {
        String account = ShellWord.of(depot.user());
        head("On " + depot.host() + ", as root: let this sender's key in, for SFTP alone, and trust its signatures");
        // A tilde before quotes is none.
        String home =
                account.equals(depot.user()) ? "~" + account : "\"$(getent passwd " + account + " | cut -d: -f6)\"";
        interview.show("install -d -o " + account + " -m 700 " + home + "/.ssh");
        interview.show("echo 'restrict,command=\"internal-sftp -u 0002\" " + publicLine + " " + stream + "' >> " + home
                + "/.ssh/authorized_keys");
        interview.show("chown " + account + " " + home + "/.ssh/authorized_keys");
        interview.show("chmod 600 " + home + "/.ssh/authorized_keys");
        interview.show("echo '" + signer(stream, publicLine) + "' >> " + ShellWord.of(signers));
        interview.show("chmod 644 " + ShellWord.of(signers));
    }

    public static String signer(String stream, String publicLine) {
        return stream + " namespaces=\"dbferry\" " + publicLine;
    }

    /** The account that the sender logs in to, in a folder that is all it sees. */
    public void account(String account, Path depot, String seen, HostInfo machine) {
        String user = ShellWord.of(account);
        String group = ShellWord.of(machine.user());
        head("As root here: the account '" + account + "', which can do SFTP to the depot and nothing else");
        interview.show("id -u " + user + " > /dev/null 2>&1 ||"
                + " useradd --create-home --shell /usr/sbin/nologin --gid " + group + " " + user);
        Path root = root(depot, seen);
        if (root != null) {
            interview.show("install -d -o root -g root -m 755 " + ShellWord.of(String.valueOf(root.getParent())) + " "
                    + ShellWord.of(root.toString()));
        }
        interview.show("install -d -o " + user + " -g " + group + " -m 2770 " + ShellWord.of(depot.toString()));
        interview.show("cat > /etc/ssh/sshd_config.d/dbferry-" + user + ".conf <<'END'");
        interview.show("Match User " + account);
        if (root != null) {
            interview.show("    ChrootDirectory " + sshdWord(root));
        }
        interview.show("    ForceCommand internal-sftp -u 0002");
        interview.show("    AuthenticationMethods publickey");
        interview.show("    DisableForwarding yes");
        interview.show("    PermitTTY no");
        interview.show("END");
        interview.show("sshd -t && systemctl reload ssh");
    }

    /** A path as {@code sshd_config} takes it, where {@code %} begins a token. */
    private static String sshdWord(Path path) {
        String word = path.toString().replace("%", "%%");
        return word.matches("\\S+") ? word : "\"" + word + "\"";
    }

    /** The folder that is {@code /} to the account; null if it sees all of this machine. */
    static @org.jspecify.annotations.Nullable Path root(Path depot, String seen) {
        String whole = depot.toString();
        return whole.equals(seen) || !whole.endsWith(seen)
                ? null
                : Path.of(whole.substring(0, whole.length() - seen.length()));
    }

    /** The command that sets up the sender. */
    public void forSender(String stream, String depot, Optional<String> hostKey, Path signers, String program) {
        head("On the sender, as the user that DbFerry runs as:");
        StringBuilder command = new StringBuilder(
                program + " init sender --stream " + ShellWord.of(stream) + " --depot " + ShellWord.of(depot));
        hostKey.ifPresent(print -> command.append(" --host-key ").append(print));
        if (!signers.toString().equals(SIGNERS)) {
            command.append(" --signers-there ").append(ShellWord.of(signers.toString()));
        }
        interview.show(command.toString());
        interview.show("It asks for the rest, and prints the lines to paste here.");
    }

    /** The fingerprint of this machine's host key; empty if it has none there. */
    public static Optional<String> fingerprint(Path hostPublicKey) {
        try {
            return SshKeyFile.fingerprintOf(Files.readString(hostPublicKey));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
