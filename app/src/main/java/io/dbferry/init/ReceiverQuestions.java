package io.dbferry.init;

import io.dbferry.config.key.SharedKeys;
import io.dbferry.init.ask.Answers;
import io.dbferry.init.ask.BadAnswer;
import io.dbferry.init.ask.Prompter;
import io.dbferry.init.ask.Question;
import io.dbferry.init.find.DatabaseAnswer;
import io.dbferry.init.find.HostInfo;
import io.dbferry.init.find.Logins;
import io.dbferry.init.find.OpenDatabase;
import io.dbferry.init.write.Extras;
import io.dbferry.init.write.ReceiverYaml;
import io.dbferry.init.write.SetupInstructions;
import io.dbferry.stream.signature.SshKeyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What {@code init receiver} asks for. */
public final class ReceiverQuestions {
    private static final String HOST_KEY = "/etc/ssh/ssh_host_ed25519_key.pub";

    private final Prompter interview;
    private final HostInfo machine;
    private final DatabaseQuestions databases;

    /** @param force whether a password file is replaced */
    public ReceiverQuestions(Prompter interview, HostInfo machine, OpenDatabase open, boolean force) {
        this.interview = interview;
        this.machine = machine;
        this.databases = new DatabaseQuestions(interview, machine, open, force);
    }

    /**
     * How the sender reaches this machine.
     *
     * @param host with a port where one was given
     * @param folder the depot as the account sees it
     * @param fingerprint of the host key, if there is one
     */
    public record Reached(String account, String host, String folder, Optional<String> fingerprint) {
        public String depot() {
            return "sftp://" + account + "@" + host + folder;
        }
    }

    /** @param senderKey type and base64, if it is known already */
    public record Asked(ReceiverYaml yaml, Reached reached, Optional<String> senderKey) {}

    /** Asks until all is answered; writes nothing but a password file that was agreed to. */
    public Asked ask(List<Path> djangoSettings) throws IOException {
        Optional<OriginalSettings> original = OriginalSettings.take(djangoSettings, false, interview);
        Optional<DatabaseAnswer> database = databases.ask(original.flatMap(OriginalSettings::password));
        Optional<String> stream = DatabaseQuestions.stream(interview, database, original.isPresent());
        Optional<String> name = interview.ask(
                new Question("--name", "Name of this receiver", Answers.nameOf(machine.host())), Answers::name);
        Optional<Path> depot = interview.ask(
                new Question(
                        "--depot",
                        "Depot, a folder of this machine",
                        stream.map(s -> "/srv/dbferry/" + s + "/bkps").orElse(null)),
                Answers::path);
        Optional<Reached> reached = depot.flatMap(d -> stream.map(s -> reached(d, s)));
        List<Path> media = media();
        Optional<Path> signers = signers();
        Optional<Path> work = interview.ask(
                new Question("--work", "Folder for state and logs", "" + machine.defaultWork()), Answers::path);
        Optional<String> keep = interview.given(
                new Question(
                        "--keep-complete",
                        "How long applied completes stay in the depot",
                        SharedKeys.KEEP_COMPLETE.standard()),
                ReceiverQuestions::keep);
        Optional<String> senderKey = senderKey();
        Optional<Boolean> encrypt = interview.given(
                new Question("--encrypt", "Whether shipments are encrypted for this receiver", "no"),
                Prompter::yesOrNo);
        Optional<Integer> page = PageQuestion.ask(interview);
        Extras extras = ExtraQuestions.ask(interview, machine.folder());
        interview.refuseIfIncomplete();
        ReceiverYaml yaml = new ReceiverYaml(
                stream.orElseThrow(),
                name.orElseThrow(),
                database.orElseThrow(),
                depot.orElseThrow(),
                signers.orElseThrow(),
                media,
                keep.orElseThrow(),
                work.orElseThrow(),
                page.orElseThrow(),
                extras,
                encrypt.filter(yes -> yes).map(yes -> machine.home().resolve("identity.txt")));
        return new Asked(yaml, reached.orElseThrow(), senderKey.filter(key -> !key.isEmpty()));
    }

    private List<Path> media() {
        String text = "Folders for media, in the sender's order with commas between, or none";
        return interview
                .ask(new Question("--media", text, "none"), Answers::paths)
                .orElse(List.of());
    }

    private Optional<Path> signers() {
        return interview.given(
                new Question(
                        "--allowed-signers",
                        "File with the keys whose shipments are taken",
                        machine.folder().resolve("allowed_signers").toString()),
                Answers::path);
    }

    /** Empty text for later. */
    private Optional<String> senderKey() {
        return interview.given(
                new Question("--sender-key", "The sender's public key, ssh-ed25519 AAAA..., or later", "later"),
                ReceiverQuestions::publicKey);
    }

    private Reached reached(Path depot, String stream) {
        String last = "/" + depot.getFileName();
        String spare = new Logins(Path.of("/etc/passwd")).spare(stream);
        if (!spare.equals(stream) && !interview.isGiven("--account")) {
            interview.show("  the account '" + stream + "' is somebody's login and stays as it is; the sender gets '"
                    + spare + "'");
        }
        String account = interview
                .ask(new Question("--account", "Account that the sender logs in to", spare), Answers::name)
                .orElse(spare);
        String host = interview
                .ask(
                        new Question(
                                "--host", "Name or address by which the sender reaches this machine", machine.host()),
                        ReceiverQuestions::host)
                .orElse(machine.host());
        String folder = interview
                .given(
                        new Question(
                                "--sftp-folder",
                                "The depot as that account sees it (" + last + ": its folder is all that it sees; "
                                        + depot + ": it sees this machine)",
                                last),
                        answer -> folder(answer, depot))
                .orElse(last);
        Path hostKey = interview
                .given(new Question("--host-public-key", "This machine's SSH host key", HOST_KEY), Answers::path)
                .orElse(Path.of(HOST_KEY));
        return new Reached(account, host, folder, SetupInstructions.fingerprint(hostKey));
    }

    private static String folder(String answer, Path depot) throws BadAnswer {
        if (!answer.startsWith("/") || !depot.toString().endsWith(answer)) {
            throw new BadAnswer("'" + answer + "' is not the end of '" + depot + "'");
        }
        return answer;
    }

    private static String host(String answer) throws BadAnswer {
        if (!answer.matches("[A-Za-z0-9._-]+(:[0-9]{1,5})?|\\[[0-9a-fA-F:.]+](:[0-9]{1,5})?")) {
            throw new BadAnswer("'" + answer + "' is not a host's name or address");
        }
        return answer;
    }

    private static String keep(String answer) throws BadAnswer {
        if (!answer.matches("[1-9][0-9]{0,4}[smhd]")) {
            throw new BadAnswer("'" + answer + "' is not a duration such as 4d");
        }
        return answer;
    }

    /** Type and base64; empty for later. */
    private static String publicKey(String answer) throws BadAnswer {
        if (answer.equals("later")) {
            return "";
        }
        if (SshKeyFile.fingerprintOf(answer).isEmpty()) {
            throw new BadAnswer("'" + answer + "' is not a public key such as ssh-ed25519 AAAA...");
        }
        String[] words = answer.split("\\s+");
        return words[0] + " " + words[1];
    }
}
