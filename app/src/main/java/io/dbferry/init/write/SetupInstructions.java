package io.dbferry.init.write;

import io.dbferry.init.ask.Prompter;
import io.dbferry.init.ask.SftpAddress;
import io.dbferry.init.find.DatabaseAnswer;
import io.dbferry.init.find.FoundDatabase;
import io.dbferry.init.find.FoundTable;
import io.dbferry.init.find.HostInfo;
import io.dbferry.init.find.ShellWord;
import io.dbferry.init.plan.AccountSteps;
import io.dbferry.init.plan.DatabaseSteps;
import io.dbferry.init.step.StepText;
import io.dbferry.init.superuser.PostgresSocket;
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

    /**
     * The rights for the role of the config, or for one with fewer where that one has far more than it needs.
     *
     * @param all whether tables that are made later are meant too
     */
    public void rights(
            HostInfo machine, DatabaseAnswer database, Optional<FoundDatabase> found, boolean sender, boolean all) {
        DatabaseUrl url = database.parsed();
        boolean powerful =
                found.filter(FoundDatabase::powerful).isPresent() || url.user().equals("root");
        String role = powerful && !url.user().equals(OWN_ROLE) ? OWN_ROLE : url.user();
        DatabaseSteps steps = new DatabaseSteps(role, url, PostgresSocket.ownerOf(url));
        List<FoundTable> tables = found.map(FoundDatabase::tables).orElse(List.of());
        if (powerful) {
            head("Advice, as root here: '" + url.user() + "' may do more than DbFerry needs. A role '" + role
                    + "' with less; name it in database.url then.");
        } else {
            head("As root here: what the role '" + role + "' needs. Running a line twice does no harm.");
        }
        StepText.lines(sender ? steps.reading(tables, all) : steps.writing(tables, all))
                .forEach(interview::show);
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
        head("As root here: the account '" + account + "', which can do SFTP to the depot and nothing else");
        StepText.lines(AccountSteps.depot(account, depot, seen, machine.user())).forEach(interview::show);
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
