package io.dbferry.cli.command;

import java.nio.file.Path;
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
            defaultValue = "dbferry.yaml",
            scope = ScopeType.INHERIT,
            description = "The config file (default: ${DEFAULT-VALUE}).")
    public Path config = Path.of("dbferry.yaml");

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Say nothing but warnings and failures.")
    public boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Say on standard error what is done, step by step, and how long each step took.")
    public boolean verbose;
}
