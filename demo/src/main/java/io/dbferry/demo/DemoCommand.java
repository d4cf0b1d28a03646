package io.dbferry.demo;

import io.dbferry.cli.head.AdditionalCommand;
import io.dbferry.cli.head.Head;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.SenderConfig;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code dbferry demo}. */
@Command(
        name = "demo",
        description =
                "Show the whole journey on this machine: two PostgreSQL servers, SFTP, a made-up bus application.")
public final class DemoCommand extends Head implements Callable<Integer>, AdditionalCommand {
    private static final Duration PAUSE = Duration.ofSeconds(3);

    @Option(names = "--once", description = "End after the proof: exit code 0 if both sides are equal, 1 if not.")
    private boolean once;

    @Option(
            names = "--show",
            paramLabel = "WHAT",
            converter = ShowConverter.class,
            description = "Show more, and end then: verify (rows changed by hand on the receiver are found), or repair"
                    + " (and are repaired). Exit code 0 if it went so, 1 if not.")
    private @Nullable Show show;

    @Option(
            names = "--with",
            paramLabel = "PART",
            converter = PartConverter.class,
            description = "kafka: publish the rows to a broker, and read them there; s3: a bucket instead of SFTP.")
    private DemoPart.@Nullable Kind with;

    @Option(names = "--keep", paramLabel = "DIR", description = "Work in this new folder and leave it there.")
    private @Nullable Path keep;

    /** What can be shown behind the journey. */
    enum Show {
        VERIFY,
        REPAIR;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Reads the word. */
    static final class ShowConverter implements ITypeConverter<Show> {
        @Override
        public Show convert(String text) {
            return Arrays.stream(Show.values())
                    .filter(each -> each.toString().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + text + "' is neither verify nor repair"));
        }
    }

    /** Reads the word. */
    static final class PartConverter implements ITypeConverter<DemoPart.Kind> {
        @Override
        public DemoPart.Kind convert(String text) {
            return Arrays.stream(DemoPart.Kind.values())
                    .filter(each -> each.toString().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + text + "' is neither kafka nor s3"));
        }
    }

    @Override
    public boolean isOfService() {
        return false;
    }

    @Override
    public Integer call() throws Exception {
        Output output = output();
        try (DemoFolder folder =
                keep == null ? DemoFolder.temporary(output::say) : DemoFolder.kept(keep, output::say)) {
            return run(folder.path(), output);
        } catch (InterruptedException e) {
            return 0; // Ctrl-C is how an endless demo ends
        }
    }

    private int run(Path folder, Output output) throws IOException, SQLException, InterruptedException {
        Components wiring = components();
        try (DemoStage stage = DemoStage.open(folder, with, wiring.clock(), what -> output.say("  " + what))) {
            SenderConfig sender = wiring.sender(stage.configs().sender());
            ReceiverConfig receiver = wiring.receiver(stage.configs().receiver());
            session().logTo(sender, output::warn);
            DemoShow journey = new DemoShow(stage, wiring, sender, receiver, output);
            journey.journey();
            if (show != null) {
                return (show == Show.VERIFY ? journey.verify() : journey.repair()) ? 0 : 1;
            }
            boolean equal = journey.prove();
            if (once) {
                return equal ? 0 : 1;
            }
            try (DemoPage page = DemoPage.open(sender, receiver, wiring)) {
                goOn(stage, page, journey, output);
            }
            return 0;
        }
    }

    private static void goOn(DemoStage stage, DemoPage page, DemoShow journey, Output output)
            throws IOException, SQLException, InterruptedException {
        output.say("");
        output.say("The app keeps writing, and a partial is shipped and loaded every few");
        output.say("seconds, until Ctrl-C. Look at it in a browser:");
        page.addresses().forEach(line -> output.say("  " + line));
        output.say("From another terminal:");
        String launcher = System.getProperty("dbferry.launcher", "dbferry");
        commands(launcher, stage.configs().sender(), stage.configs().receiver())
                .forEach(line -> output.say("  " + line));
        page.show();
        while (!Thread.currentThread().isInterrupted()) {
            Thread.sleep(PAUSE.toMillis());
            journey.partial();
            page.runEnded();
        }
    }

    /** What can be typed while the demo goes on, by the launcher that it was started with. */
    static List<String> commands(String launcher, Path sender, Path receiver) {
        return Stream.concat(
                        Stream.of("dump partial", "status", "check").map(command -> sender + " " + command),
                        Stream.of("load", "status", "check", "verify").map(command -> receiver + " " + command))
                .map(words -> launcher + " --config " + words)
                .toList();
    }
}
