package io.dbferry.cli.init;

import picocli.CommandLine.Command;

/** {@code dbferry init sender|receiver}. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {InitSide.OfSender.class, InitSide.OfReceiver.class},
        description = {
            "Write a first config: finds what it can, asks for the rest, and prints the commands for both servers.",
            "With --apply, as root, runs these commands after one question, and pairs both servers; --undo undoes them.",
            "Every question has an option. Without a terminal, or with --yes, defaults are taken."
        })
public final class InitCommand {}
