package io.dbferry.init.apply;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.PrivateFile;
import io.dbferry.init.find.HostInfo;
import io.dbferry.init.plan.FolderSteps;
import io.dbferry.init.step.Journal;
import io.dbferry.init.step.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The config as a step: root's, and readable to the user that DbFerry runs as. */
final class ConfigSteps {
    private ConfigSteps() {}

    /** Before anything is asked: a config of somebody else's stays. */
    static void refuseIfInVain(HostInfo machine, Journal journal, boolean force) {
        if (Files.exists(machine.config()) && journal.isEmpty() && !force) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot set up this machine: '" + machine.config()
                            + "' exists, and 'init --apply' has not written it",
                    "--force replaces it, and --undo puts it back; --config FILE before 'init' names another");
        }
    }

    /** @param readBack throws if the file is no config */
    static Step write(HostInfo machine, String text, Consumer<Path> readBack) throws IOException {
        Path draft = PrivateFile.create(
                Files.createTempDirectory("dbferry-init")
                        .resolve(machine.config().getFileName()),
                text);
        try {
            readBack.accept(draft);
        } finally {
            Files.deleteIfExists(draft);
            Files.deleteIfExists(draft.toAbsolutePath().getParent());
        }
        return FolderSteps.file(machine.config(), text, "root", machine.user(), "640");
    }
}
