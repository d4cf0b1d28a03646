package io.dbferry.init;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.PrivateFile;
import io.dbferry.init.ask.Answers;
import io.dbferry.init.ask.BadAnswer;
import io.dbferry.init.ask.Prompter;
import io.dbferry.init.ask.Question;
import io.dbferry.init.ask.SftpAddress;
import io.dbferry.init.find.HostInfo;
import io.dbferry.init.find.ShellWord;
import io.dbferry.stream.signature.KeyFileException;
import io.dbferry.stream.signature.SshKeyFile;
import io.dbferry.stream.store.sftp.login.OfferedHostKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The sender's key, and the server's. */
final class KeyQuestions {
    static final String SKIP = "skip";

    private final Prompter interview;
    private final HostInfo machine;

    KeyQuestions(Prompter interview, HostInfo machine) {
        this.interview = interview;
        this.machine = machine;
    }

    /** The path of the private key, which may not exist yet. */
    Optional<Path> privateKey() {
        Path usual = machine.home().resolve(".ssh/id_ed25519");
        String text = "Private key that opens SFTP and signs shipments"
                + (Files.exists(usual) ? "" : "; it is made if it is not there");
        return interview.ask(new Question("--key", text, usual.toString()), KeyQuestions::key);
    }

    /** A key that is there, or that can be made without taking the place of another's public key. */
    private static Path key(String answer) throws BadAnswer {
        Path file = Answers.path(answer);
        Path beside = file.resolveSibling(file.getFileName() + ".pub");
        if (!Files.exists(file) && Files.exists(beside)) {
            throw new BadAnswer("'" + file + "' is not there, but '" + beside + "' is: a new key would replace it");
        }
        return file;
    }

    /** Reads the key, or makes it. */
    SshKeyFile readOrMake(Path file, String stream) throws IOException {
        if (Files.exists(file)) {
            return read(file);
        }
        PrivateFile.folderOf(file);
        SshKeyFile made = SshKeyFile.generate(file, stream + "@" + machine.host());
        interview.show("made the key '" + file + "', " + made.fingerprint());
        return made;
    }

    private SshKeyFile read(Path file) {
        try {
            SshKeyFile key = SshKeyFile.read(file);
            interview.show("the key '" + file + "' is there, " + key.fingerprint());
            return key;
        } catch (KeyFileException e) {
            throw new DbferryException(Failure.CONFIG, String.valueOf(e.getMessage()), e.hint(), e);
        }
    }

    /**
     * The server's key that somebody has confirmed and {@code known_hosts} does not have yet; empty if it is known, cannot be
     * asked for, or was not confirmed.
     */
    Optional<OfferedHostKey> hostKey(SftpAddress depot, Path knownHosts) {
        Optional<OfferedHostKey> offered = OfferedHostKey.ask(depot.host(), depot.port());
        if (offered.isEmpty()) {
            interview.show(depot.host() + " port " + depot.port() + " cannot be reached now; when it can: "
                    + scan(depot, knownHosts));
            return Optional.empty();
        }
        OfferedHostKey key = offered.get();
        if (key.isKnown(knownHosts)) {
            interview.show("'" + knownHosts + "' knows " + key.host() + ", " + key.fingerprint());
            return Optional.empty();
        }
        interview.show(key.host() + " shows the host key " + key.type() + " " + key.fingerprint());
        if (!interview.isGiven("--host-key")) {
            interview.show("  On " + key.host() + ", this must print the same: ssh-keygen -lf /etc/ssh/ssh_host_"
                    + key.type().replaceFirst("ssh-|ecdsa-.*", key.type().startsWith("ecdsa") ? "ecdsa" : "")
                    + "_key.pub");
        }
        Optional<String> confirmed = interview.ask(
                new Question(
                        "--host-key",
                        interview.isDialog()
                                ? "Fingerprint that it prints there, or yes if you have compared it, or skip"
                                : key.host() + " shows " + key.fingerprint()
                                        + "; give the fingerprint that the server itself prints, or skip",
                        null),
                answer -> confirmed(answer, key));
        if (confirmed.filter(SKIP::equals).isPresent()) {
            interview.show("  not written into '" + knownHosts + "'; later: " + scan(depot, knownHosts));
        }
        return confirmed.filter(answer -> !answer.equals(SKIP)).map(answer -> key);
    }

    private String confirmed(String answer, OfferedHostKey key) throws BadAnswer {
        if (answer.equals(SKIP) || answer.equals(key.fingerprint()) || (interview.isDialog() && answer.equals("yes"))) {
            return answer;
        }
        throw new BadAnswer("'" + answer + "' is not what " + key.host() + " shows, " + key.fingerprint()
                + ": if it is what that server prints, someone stands in between");
    }

    private static String scan(SftpAddress depot, Path knownHosts) {
        return "ssh-keyscan -t ed25519 -p " + depot.port() + " " + ShellWord.of(depot.host()) + " >> "
                + ShellWord.of(knownHosts.toString()) + ", then compare ssh-keygen -lf with the server's";
    }
}
