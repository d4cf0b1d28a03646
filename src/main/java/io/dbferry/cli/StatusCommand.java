package io.dbferry.cli;

import picocli.CommandLine.Command;

/** {@code dbferry status}. */
@Command(name = "status", mixinStandardHelpOptions = true, description = "What was shipped and applied.")
final class StatusCommand implements java.util.concurrent.Callable<Integer> {
    @Override
    public Integer call() {
        return 0;
    }
}
