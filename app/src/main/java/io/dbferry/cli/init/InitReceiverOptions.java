package io.dbferry.cli.init;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Answers to a receiver's questions. */
final class InitReceiverOptions {
    /** By flag. */
    final Map<String, String> answers = new LinkedHashMap<>();

    @Option(names = "--name", paramLabel = "NAME", description = "This receiver's name (default: the host's).")
    void name(String answer) {
        answers.put("--name", answer);
    }

    @Option(
            names = "--account",
            paramLabel = "USER",
            description = "The account that the sender logs in to (default: the stream's name).")
    void account(String answer) {
        answers.put("--account", answer);
    }

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "The name or address by which the sender reaches this machine.")
    void host(String answer) {
        answers.put("--host", answer);
    }

    @Option(
            names = "--sftp-folder",
            paramLabel = "FOLDER",
            description =
                    "The depot as that account sees it (default: its last part; the folder above is all that the account sees).")
    void sftpFolder(String answer) {
        answers.put("--sftp-folder", answer);
    }

    @Option(
            names = "--host-public-key",
            paramLabel = "FILE",
            description = "This machine's SSH host key (default: /etc/ssh/ssh_host_ed25519_key.pub).")
    void hostPublicKey(String answer) {
        answers.put("--host-public-key", answer);
    }

    @Option(
            names = "--allowed-signers",
            paramLabel = "FILE",
            description = "Whose shipments are taken (default: allowed_signers beside the config).")
    void allowedSigners(String answer) {
        answers.put("--allowed-signers", answer);
    }

    @Option(
            names = "--keep-complete",
            paramLabel = "TIME",
            description = "How long applied completes stay in the depot (default: 4d).")
    void keepComplete(String answer) {
        answers.put("--keep-complete", answer);
    }

    @Option(
            names = "--sender-key",
            paramLabel = "KEY",
            description = "The sender's public key, if it is known already.")
    void senderKey(String answer) {
        answers.put("--sender-key", answer);
    }
}
