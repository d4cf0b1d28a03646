package io.dbferry.cli.command;

import io.dbferry.cli.head.Head;
import io.dbferry.cli.head.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code dbferry version}. */
@Command(name = "version", description = "Print the version, the commit that it was built from, and the Java in use.")
public final class VersionCommand extends Head implements Callable<Integer> {
    @Override
    public boolean isOfService() {
        return false;
    }

    @Override
    public Integer call() {
        output().report(new Version().getVersion()[0]);
        output().report("commit " + Version.commit().orElse("unknown"));
        output().report("Java " + Version.java());
        return 0;
    }
}
