package io.dbferry.cli;

import io.dbferry.cli.command.CheckCommand;
import io.dbferry.cli.command.ConfigCommand;
import io.dbferry.cli.command.CrontabCommand;
import io.dbferry.cli.command.DumpCommand;
import io.dbferry.cli.command.LoadCommand;
import io.dbferry.cli.command.LogCommand;
import io.dbferry.cli.command.PolicyCommand;
import io.dbferry.cli.command.PruneCommand;
import io.dbferry.cli.command.QueueCommand;
import io.dbferry.cli.command.ResyncCommand;
import io.dbferry.cli.command.RunCommand;
import io.dbferry.cli.command.SchemaCommand;
import io.dbferry.cli.command.StatusCommand;
import io.dbferry.cli.command.VerifyCommand;
import io.dbferry.cli.command.VersionCommand;
import io.dbferry.cli.completion.CompletionCommand;
import io.dbferry.cli.export.ExportCommand;
import io.dbferry.cli.head.AdditionalCommand;
import io.dbferry.cli.head.Dbferry;
import io.dbferry.cli.init.InitCommand;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** All commands. Man pages and completion are made of this class. */
@Command(
        subcommands = {
            InitCommand.class,
            DumpCommand.class,
            LoadCommand.class,
            RunCommand.class,
            CrontabCommand.class,
            StatusCommand.class,
            LogCommand.class,
            CheckCommand.class,
            ConfigCommand.class,
            PruneCommand.class,
            ExportCommand.class,
            VerifyCommand.class,
            ResyncCommand.class,
            PolicyCommand.class,
            QueueCommand.class,
            SchemaCommand.class,
            CompletionCommand.class,
            VersionCommand.class,
            HelpCommand.class
        })
public final class Commands extends Dbferry {
    /**
     * What these words can mean. Cron runs two of the commands every few minutes, and to set up all the others would
     * take a good part of such a run.
     */
    static CommandLine of(List<String> words) {
        if (words.contains("--help") || words.contains("-h")) {
            return all();
        }
        return switch (name(words)) {
            case "dump" -> new CommandLine(new Dbferry()).addSubcommand(new DumpCommand());
            case "load" -> new CommandLine(new Dbferry()).addSubcommand(new LoadCommand());
            default -> all();
        };
    }

    private static CommandLine all() {
        CommandLine commands = new CommandLine(new Commands());
        ServiceLoader.load(AdditionalCommand.class).forEach(commands::addSubcommand);
        return commands;
    }

    /** The first word that is neither an option nor an option's value. */
    private static String name(List<String> words) {
        Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            if (!word.startsWith("-")) {
                return word;
            }
            if (word.equals("--config") && rest.hasNext()) {
                rest.next();
            }
        }
        return "";
    }
}
