package io.dbferry.cli;

import picocli.CommandLine.Command;

/** {@code dbferry check}. */
@Command(name = "check", mixinStandardHelpOptions = true, description = "Try all that the config names.")
final class CheckCommand implements java.util.concurrent.Callable<Integer> {
    @Override
    public Integer call() {
        return 0;
    }
}
