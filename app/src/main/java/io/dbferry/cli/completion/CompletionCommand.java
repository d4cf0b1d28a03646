package io.dbferry.cli.completion;

import io.dbferry.cli.head.Head;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dbferry completion bash|zsh|fish}. */
@Command(
        name = "completion",
        description = {
            "Print a script with which a shell completes commands and options.",
            "bash: source <(dbferry completion bash)",
            "zsh:  dbferry completion zsh > ~/.zfunc/_dbferry, with ~/.zfunc in fpath",
            "fish: dbferry completion fish > ~/.config/fish/completions/dbferry.fish"
        })
public final class CompletionCommand extends Head implements Callable<Integer> {
    /** The shells that have a script. */
    enum Shell {
        bash,
        zsh,
        fish
    }

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Shell shell;

    @Override
    public boolean isOfService() {
        return false;
    }

    @Override
    public Integer call() {
        CommandLine commands = spec().root().commandLine();
        String script =
                switch (shell) {
                    case bash -> AutoComplete.bash("dbferry", commands);
                    case zsh -> ZshCompletion.of(commands);
                    case fish -> FishCompletion.of(commands);
                };
        output().report(script);
        return 0;
    }
}
