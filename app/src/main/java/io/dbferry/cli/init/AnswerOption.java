package io.dbferry.cli.init;

import io.dbferry.config.key.Side;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options that answer questions of {@code init}, one for each. */
enum AnswerOption {
    DATABASE(
            "--database",
            "NAME",
            "The database: its name, or postgresql://user@host:5432/name. Never a password.",
            Side.values()),
    PASSWORD_FILE("--password-file", "FILE", "A file with the database's password in its first line.", Side.values()),
    WRITE_PASSWORD(
            "--write-password",
            "yes|no",
            "Whether a password of the Django settings goes to a file of its own, mode 600 (default: no).",
            Side.values()),
    STREAM("--stream", "NAME", "The name that both sides use.", Side.values()),
    DEPOT("--depot", "DEPOT", "On the sender sftp://user@host/folder, on the receiver a folder.", Side.values()),
    MEDIA("--media", "FOLDERS", "Folders of media, separated by commas; or none.", Side.values()),
    WORK("--work", "FOLDER", "A folder of DbFerry's own.", Side.values()),
    TABLES(
            "--tables",
            "PATTERNS",
            "Tables to ship: patterns of pg_dump --table, separated by commas, or all (of the schema public).",
            Side.SENDER),
    NAMED_BY(
            "--named-by",
            "COLUMNS",
            "Columns that name the media files, as table.column, separated by commas; or none.",
            Side.SENDER),
    KEY("--key", "FILE", "The private key that opens SFTP and signs; created if it does not exist.", Side.SENDER),
    KNOWN_HOSTS(
            "--known-hosts",
            "FILE",
            "The file that has, or gets, the receiver's host key (default: ~/.ssh/known_hosts).",
            Side.SENDER),
    HOST_KEY("--host-key", "FINGERPRINT", "SHA256:..., as the receiver itself prints it; or skip.", Side.SENDER),
    MINUTES("--minutes", "MINUTES", "How far before the last shipment a window starts (default: 10).", Side.SENDER),
    SIGNERS_THERE(
            "--signers-there",
            "FILE",
            "The receiver's allowed_signers file, for the lines to paste (default: /etc/dbferry/allowed_signers).",
            Side.SENDER),
    NAME("--name", "NAME", "This receiver's name (default: the host's).", Side.RECEIVER),
    ACCOUNT("--account", "USER", "The account that the sender logs in to (default: the stream's name).", Side.RECEIVER),
    HOST("--host", "HOST", "The name or address by which the sender reaches this machine.", Side.RECEIVER),
    SFTP_FOLDER(
            "--sftp-folder",
            "FOLDER",
            "The depot as that account sees it (default: its last part; the account sees only the folder above).",
            Side.RECEIVER),
    HOST_PUBLIC_KEY(
            "--host-public-key",
            "FILE",
            "This machine's SSH host key (default: /etc/ssh/ssh_host_ed25519_key.pub).",
            Side.RECEIVER),
    ALLOWED_SIGNERS(
            "--allowed-signers",
            "FILE",
            "The file of keys whose shipments are applied (default: allowed_signers beside the config).",
            Side.RECEIVER),
    PAGE(
            "--page",
            "PORT",
            "The port of the status page on 127.0.0.1 (default: the first free one from 9187 on).",
            Side.values()),
    COMPLETE_TIMES(
            "--complete-times", "TIMES", "When completes are shipped or loaded: five crontab fields.", Side.values()),
    PARTIAL_TIMES(
            "--partial-times", "TIMES", "When partials are shipped or loaded: five crontab fields.", Side.values()),
    MAIL_TO("--mail-to", "ADDRESSES", "Who gets mail about failures, separated by commas.", Side.values()),
    MAIL_FROM("--mail-from", "ADDRESS", "The sender's address of such mail.", Side.values()),
    SMTP("--smtp", "SERVER", "The mail server: starttls://host:587, tls://host or none://localhost.", Side.values()),
    SMTP_USER("--smtp-user", "NAME", "Its login; the password goes into a file.", Side.values()),
    ADMIN(
            "--admin",
            "ROLE",
            "With --apply and a database on another machine: its superuser (default: postgres), whose password is in"
                    + " /root/.pgpass.",
            Side.values()),
    STRATEGY(
            "--strategy",
            "auto|log",
            "How partials find changes; log follows PostgreSQL's log, and --apply sets that up (default: auto).",
            Side.SENDER),
    RECIPIENT(
            "--recipient", "KEY", "age1..., which shipments are encrypted for; a pairing line brings it.", Side.SENDER),
    ENCRYPT(
            "--encrypt",
            "yes|no",
            "Whether shipments are encrypted for this receiver; --apply creates the identity with age-keygen (default: no).",
            Side.RECEIVER),
    KEEP_COMPLETE(
            "--keep-complete", "TIME", "How long applied completes stay in the depot (default: 4d).", Side.RECEIVER),
    SENDER_KEY("--sender-key", "KEY", "The sender's public key, if it is known already.", Side.RECEIVER),
    ACCEPT_KEY(
            "--accept-key",
            "yes|no",
            "With --apply: let in the first key that the pairing line brings, without comparing words.",
            Side.RECEIVER),
    CREATE_TABLES(
            "--create-tables",
            "yes|no",
            "With --apply: create the tables of the first complete that are missing here.",
            Side.RECEIVER);

    private final String flag;
    private final String label;
    private final String description;
    private final Set<Side> sides;

    AnswerOption(String flag, String label, String description, Side... sides) {
        this.flag = flag;
        this.label = label;
        this.description = description;
        this.sides = EnumSet.of(sides[0], sides);
    }

    /** What the command line answers, by flag. */
    static Map<String, String> given(CommandSpec command) {
        Map<String, String> answers = new LinkedHashMap<>();
        for (AnswerOption option : values()) {
            OptionSpec spec = command.findOption(option.flag);
            if (spec != null && spec.getValue() != null) {
                answers.put(option.flag, spec.getValue());
            }
        }
        return answers;
    }

    /** Gives a command the options of its side. */
    static final class Adding implements IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec command) {
            Side side = ((InitSide) command.userObject()).side();
            for (AnswerOption option : values()) {
                if (option.sides.contains(side)) {
                    command.addOption(OptionSpec.builder(option.flag)
                            .type(String.class)
                            .paramLabel(option.label)
                            .description(option.description)
                            .build());
                }
            }
            return command;
        }
    }
}
