package io.dbferry.config.yaml;

import io.dbferry.config.Keep;
import io.dbferry.config.Name;
import io.dbferry.config.PostprocessStep;
import io.dbferry.config.PostprocessStep.Consumption;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.Schedule;
import io.dbferry.config.Trust;
import io.dbferry.config.key.PublishKeys;
import io.dbferry.config.key.ReceiverKeys;
import io.dbferry.config.key.SharedKeys;
import io.dbferry.config.watch.ThisHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Makes a receiver's config of the values that were found. */
final class ReceiverReader {
    /** After many failures of a step. */
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final Found found;

    ReceiverReader(Found found) {
        this.found = found;
    }

    /** Reports values that contradict one another. */
    void check() {
        if (found.get(ReceiverKeys.UNSIGNED).equals(Optional.of(true)) && found.has(ReceiverKeys.ALLOWED_SIGNERS)) {
            found.bad(ReceiverKeys.UNSIGNED.path(), "contradicts trust.allowed-signers; keep one of them");
        }
        Set<String> names = new HashSet<>();
        for (Found step : found.parts("postprocess[]").values()) {
            if (step.has(ReceiverKeys.COMMAND) == step.has(ReceiverKeys.SQL)) {
                step.bad("must have either command or sql");
            }
            name(step)
                    .filter(name -> !names.add(name))
                    .ifPresent(name -> step.bad(
                            "another step is named '" + name + "' already; give each a name of its own with 'name'"));
        }
        if (found.has(PublishKeys.BOOTSTRAP) && names.contains(PostprocessStep.Publish.KAFKA)) {
            found.bad("publish.kafka", "is a consumer named 'kafka', as a step is; give the step another name");
        }
        if (!found.has(ReceiverKeys.NAME) && hostName().isEmpty()) {
            found.missing("name", "this host's own name cannot be found out");
        }
    }

    ReceiverConfig read(Path file) {
        SharedReader shared = new SharedReader(found);
        Schedule schedule = shared.schedule(
                ReceiverKeys.COMPLETE_LOAD,
                ReceiverKeys.PARTIAL_LOAD,
                Optional.empty(),
                found.need(ReceiverKeys.AT_ONCE));
        return new ReceiverConfig(
                file,
                found.need(SharedKeys.STREAM),
                found.get(ReceiverKeys.NAME).or(ReceiverReader::hostName).orElseThrow(),
                shared.database(),
                found.list(SharedKeys.TABLES),
                found.list(SharedKeys.EXCLUDE),
                found.get(ReceiverKeys.MAP).orElse(Map.of()),
                found.need(SharedKeys.DEPOT),
                shared.bandwidthLimit(),
                shared.ssh(),
                shared.objects(),
                new Trust(found.get(ReceiverKeys.ALLOWED_SIGNERS), found.need(ReceiverKeys.UNSIGNED)),
                found.get(ReceiverKeys.REQUIRE_POLICY),
                found.parts("media[]").values().stream()
                        .map(item -> item.need(SharedKeys.MEDIA_FOLDER))
                        .toList(),
                found.get(ReceiverKeys.RESET).orElse(Map.of()),
                steps(),
                found.need(SharedKeys.WORK),
                keep(),
                schedule,
                found.get(ReceiverKeys.IDENTITY_FILE),
                found.need(ReceiverKeys.VERIFY),
                found.need(ReceiverKeys.FIRST_LOAD),
                found.need(ReceiverKeys.ON_TROUBLE),
                found.need(ReceiverKeys.FOLLOWS_SCHEMA),
                shared.logging(),
                shared.alarms(schedule),
                shared.metrics());
    }

    private static Optional<String> hostName() {
        return ThisHost.find().map(Name::ofHost);
    }

    private List<PostprocessStep> steps() {
        Stream<PostprocessStep> kafka = found.get(PublishKeys.BOOTSTRAP).stream()
                .map(bootstrap -> PostprocessStep.Publish.kafka(
                        bootstrap,
                        found.get(PublishKeys.PREFIX).orElseGet(() -> found.need(SharedKeys.STREAM)),
                        found.get(PublishKeys.PROPERTIES)));
        return Stream.concat(found.parts("postprocess[]").values().stream().map(ReceiverReader::step), kafka)
                .toList();
    }

    private static PostprocessStep step(Found step) {
        Consumption consumption = new Consumption(
                name(step).orElseThrow(),
                step.need(ReceiverKeys.AFTER),
                step.get(ReceiverKeys.BATCH).orElse(0),
                step.need(ReceiverKeys.TIMEOUT),
                step.need(ReceiverKeys.TRIES),
                step.need(ReceiverKeys.BACK_OFF),
                LONGEST_PAUSE,
                step.need(ReceiverKeys.DEAD_LETTERS));
        return step.get(ReceiverKeys.SQL)
                .<PostprocessStep>map(file -> new PostprocessStep.SqlFile(consumption, file))
                .orElseGet(() -> new PostprocessStep.Command(consumption, step.need(ReceiverKeys.COMMAND)));
    }

    /** A step without a name has its file's or program's: what is changed to fix a step does not change its name. */
    private static Optional<String> name(Found step) {
        return step.get(ReceiverKeys.STEP_NAME).or(() -> step.get(ReceiverKeys.SQL)
                .or(() -> step.get(ReceiverKeys.COMMAND).map(words -> Path.of(words.get(0))))
                .map(file -> Name.ofHost(String.valueOf(file.getFileName()))));
    }

    private Keep keep() {
        return new Keep(
                found.need(SharedKeys.KEEP_COMPLETE),
                found.need(SharedKeys.KEEP_PARTIAL),
                found.need(SharedKeys.KEEP_FREE_SPACE),
                Long.MAX_VALUE,
                found.get(SharedKeys.KEEP_COMPLETES).orElse(Integer.MAX_VALUE),
                found.get(SharedKeys.KEEP_SIZE).orElse(Long.MAX_VALUE),
                found.need(ReceiverKeys.KEEP_CHANGES),
                found.need(SharedKeys.RECEIPTS));
    }
}
