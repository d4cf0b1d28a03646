package io.dbferry.check;

import io.dbferry.check.finding.Findings;
import io.dbferry.config.PostprocessStep;
import io.dbferry.failure.Failure;
import io.dbferry.receiver.publish.PublishFailedException;
import io.dbferry.receiver.publish.ShipmentPublisher;
import io.dbferry.text.Count;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Whether the files, programs and brokers of the postprocess are there. */
final class ProgramCheck {
    private static final String SUBJECT = "postprocess";

    private final Path folder;
    private final List<Path> searched;
    private final Findings findings;

    /**
     * @param folder in which programs run
     * @param path of the environment, where programs without a {@code /} are looked for
     */
    ProgramCheck(Path folder, String path, Findings findings) {
        this.folder = folder;
        this.searched = Stream.of(path.split(File.pathSeparator, -1))
                .filter(p -> !p.isEmpty())
                .map(Path::of)
                .toList();
        this.findings = findings;
    }

    void run(PostprocessStep step) {
        if (step instanceof PostprocessStep.SqlFile sql) {
            if (Files.isReadable(sql.file())) {
                findings.ok(SUBJECT, sql.file().toString());
            } else {
                refuse("read", sql.file().toString());
            }
            return;
        }
        if (step instanceof PostprocessStep.Publish publish) {
            findings.attempt("kafka", () -> publish(publish));
            return;
        }
        String program = ((PostprocessStep.Command) step).command().get(0);
        if (isProgram(program)) {
            findings.ok(SUBJECT, String.join(" ", ((PostprocessStep.Command) step).command()));
        } else {
            refuse("run", program);
        }
    }

    private void publish(PostprocessStep.Publish publish) {
        try {
            int brokers = ShipmentPublisher.part(publish).look(ShipmentPublisher.account(publish));
            findings.ok("kafka", publish.bootstrap() + ", " + Count.of(brokers, "broker"));
        } catch (PublishFailedException e) {
            findings.fail(
                    "kafka",
                    Failure.POSTPROCESS,
                    "cannot reach " + publish.describe() + ": " + e.getMessage(),
                    "Correct publish.kafka in the config; loads do not need it: docs/how-to/publish-to-kafka.md");
        }
    }

    private boolean isProgram(String program) {
        // As the operating system starts it: in the folder where it will run, or along PATH.
        Stream<Path> places = program.contains("/")
                ? Stream.of(folder.resolve(program))
                : searched.stream().map(place -> place.resolve(program));
        return places.anyMatch(place -> Files.isRegularFile(place) && Files.isExecutable(place));
    }

    private void refuse(String verb, String object) {
        findings.fail(
                SUBJECT,
                Failure.CONFIG,
                "cannot " + verb + " '" + object + "': it is not there, or this account has no right to it",
                "Put it there and let this account have it: chmod a+rx '" + object
                        + "'; or correct postprocess in the config");
    }
}
