package io.dbferry.init.write;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.PrivateFile;
import io.dbferry.init.find.HostInfo;
import io.dbferry.init.find.ShellWord;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Writes a config that has been read back, or none. */
public final class ConfigDraft {
    private final HostInfo machine;
    private final boolean force;

    /** @param force whether a config that exists is replaced */
    public ConfigDraft(HostInfo machine, boolean force) {
        this.machine = machine;
        this.force = force;
    }

    /** To be called before anything is asked: nobody should answer questions in vain. */
    public void refuseIfInVain() {
        if (!force && Files.exists(machine.config())) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot write config '" + machine.config() + "': it exists",
                    "--force replaces it; --config FILE before 'init' names another");
        }
        Path folder = machine.folder();
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot write config '" + machine.config() + "': '" + folder + "' is "
                            + (Files.isDirectory(folder) ? "not writable for " + machine.user() : "no folder"),
                    "As root: install -d -o " + ShellWord.of(machine.user()) + " -m 750 "
                            + ShellWord.of(folder.toString()));
        }
    }

    /** @param readBack throws if the file is no config */
    public void write(String text, Consumer<Path> readBack) throws IOException {
        try {
            Path draft = PrivateFile.draft(machine.config(), text);
            try {
                readBack.accept(draft);
                PrivateFile.publish(draft, machine.config(), force);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (AccessDeniedException e) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot write config '" + machine.config() + "': permission denied",
                    "Run it as the user that owns the folder",
                    e);
        }
    }
}
