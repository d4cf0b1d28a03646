package io.dbferry.cli.head;

import io.dbferry.jobs.Session;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The top command: options that every command takes. It has no commands of its own: {@code Commands} has them. */
@Command(
        name = "dbferry",
        description = "Keeps a second server's PostgreSQL tables and media in step, over nothing but SFTP.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, also when there was nothing to do",
            "1:a bug",
            "2:wrong usage or config",
            "3:source database",
            "4:depot or network",
            "5:shipment refused",
            "6:target database or schema",
            "7:another run holds the lock",
            "8:disk space",
            "9:postprocess failed"
        })
public class Dbferry {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "The config file; for run, status and check also a folder of them. Without it DBFERRY_CONFIG, then dbferry.yaml, sender.yaml or receiver.yaml in the"
                            + " current folder, then sender.yaml or receiver.yaml in /etc/dbferry.")
    private @Nullable Path config;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Print warnings and errors only.")
    public boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Print each step and its duration on standard error.")
    public boolean verbose;

    private final Session session = new Session();

    public Session session() {
        return session;
    }

    /** The config that is meant. */
    public Path configFile() {
        return ConfigChoice.ofThisProcess().choose(config);
    }

    /** Where a new config goes. */
    Path newConfigFile() {
        return ConfigChoice.ofThisProcess().newFile(config);
    }
}
