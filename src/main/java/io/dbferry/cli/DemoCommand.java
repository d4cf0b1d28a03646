package io.dbferry.cli;

import picocli.CommandLine.Command;

/** {@code dbferry demo}. */
@Command(name = "demo", mixinStandardHelpOptions = true, description = "Show the whole journey on this machine.")
final class DemoCommand implements java.util.concurrent.Callable<Integer> {
    @Override
    public Integer call() {
        return 0;
    }
}
