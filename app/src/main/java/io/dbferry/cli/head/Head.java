package io.dbferry.cli.head;

import io.dbferry.config.Config;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.SenderConfig;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.Output;
import io.dbferry.jobs.Session;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The head of each command: where it prints, and what its config describes. */
@Command(mixinStandardHelpOptions = true)
public abstract class Head {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Whether it prints its events by itself. */
    public boolean isDaemon() {
        return false;
    }

    /** Whether it works with a config of this machine, so that root had better be the service's user. */
    public boolean isOfService() {
        return true;
    }

    /** Whether what it prints is for programs: its failures are JSON then, too. */
    public boolean isForPrograms() {
        return false;
    }

    protected final Dbferry dbferry() {
        return (Dbferry) spec.root().userObject();
    }

    protected final CommandSpec spec() {
        return spec;
    }

    protected final Session session() {
        return dbferry().session();
    }

    /** Where it prints; the same for whoever prints what came of it. */
    protected Output output() {
        return new Output(spec, dbferry().quiet, session());
    }

    protected final Components components() {
        return session().components(output());
    }

    /** The config that is meant, whether it can be read or not. */
    protected final Path file() {
        return dbferry().configFile();
    }

    /** Where a new config goes. */
    protected final Path newFile() {
        return dbferry().newConfigFile();
    }

    /** A config of either side, which the command only looks at. */
    protected final Config config() {
        return components().config(file());
    }

    /** A sender's config; what the command does from now on is logged. */
    protected final SenderConfig loggedSender() {
        return logged(components().sender(file()));
    }

    /** The same of a receiver. */
    protected final ReceiverConfig loggedReceiver() {
        return logged(components().receiver(file()));
    }

    /** The same of either side. */
    protected final Config loggedConfig() {
        return logged(config());
    }

    private <C extends Config> C logged(C config) {
        session().logTo(config, output()::warn);
        return config;
    }
}
