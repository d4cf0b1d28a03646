package io.dbferry.cli.init;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Answers to a sender's questions. */
final class InitSenderOptions {
    /** By flag. */
    final Map<String, String> answers = new LinkedHashMap<>();

    @Option(
            names = "--tables",
            paramLabel = "PATTERNS",
            description =
                    "What is shipped: patterns as of pg_dump --table with commas between, or all (of the schema public).")
    void tables(String answer) {
        answers.put("--tables", answer);
    }

    @Option(
            names = "--named-by",
            paramLabel = "COLUMNS",
            description = "Columns that name the media files, as table.column with commas between; or none.")
    void namedBy(String answer) {
        answers.put("--named-by", answer);
    }

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "The private key that opens SFTP and signs; made if it is not there.")
    void key(String answer) {
        answers.put("--key", answer);
    }

    @Option(
            names = "--known-hosts",
            paramLabel = "FILE",
            description = "Where the receiver's host key is, or goes (default: ~/.ssh/known_hosts).")
    void knownHosts(String answer) {
        answers.put("--known-hosts", answer);
    }

    @Option(
            names = "--host-key",
            paramLabel = "FINGERPRINT",
            description = "SHA256:..., as the receiver itself prints it; or skip.")
    void hostKey(String answer) {
        answers.put("--host-key", answer);
    }

    @Option(
            names = "--minutes",
            paramLabel = "MINUTES",
            description = "How far before the last shipment a window starts (default: 10).")
    void minutes(String answer) {
        answers.put("--minutes", answer);
    }

    @Option(
            names = "--signers-there",
            paramLabel = "FILE",
            description =
                    "The receiver's allowed_signers file, for the lines to paste (default: /etc/dbferry/allowed_signers).")
    void signersThere(String answer) {
        answers.put("--signers-there", answer);
    }
}
