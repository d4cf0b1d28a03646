package io.dbferry.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.config.watch.Alarms;
import io.dbferry.notify.message.FailureDetails;
import io.dbferry.notify.message.Job;
import io.dbferry.notify.message.Origin;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncidentsTest {
    private static final FailureDetails TROUBLE = new FailureDetails(4, "cannot reach it", "Look", null);
    private static final Job BOTH = new Job("load", Set.of("complete", "partial"));
    private static final Job PARTIAL = new Job("load", Set.of("partial"));

    @TempDir
    private Path work;

    private Instant now = Instant.parse("2026-11-23T03:35:02Z");

    @Test
    void incidentIsOverWhenEachPartThatFailedWentWell() throws Exception {
        incidents().failed(BOTH, TROUBLE);
        incidents().failed(PARTIAL, TROUBLE);
        incidents().wentWell(PARTIAL);
        assertThat(told()).containsExactly("failed load");

        incidents().wentWell(new Job("load", Set.of("complete")));
        incidents().wentWell(BOTH);

        assertThat(told()).containsExactly("failed load", "recovered load");
        assertThat(incidents().any()).isFalse();
    }

    @Test
    void incidentSaysWhyTheLastRunFailedAndSinceWhenTheFirstDid() throws Exception {
        incidents().failed(PARTIAL, TROUBLE);
        Instant first = now;
        now = now.plusSeconds(300);
        incidents().failed(PARTIAL, new FailureDetails(5, "cannot load: another cause", "Do that", null));

        assertThat(told()).containsExactly("failed load");
        assertThat(OpenIncidents.read(work)).singleElement().satisfies(incident -> {
            assertThat(incident.message()).isEqualTo("cannot load: another cause");
            assertThat(incident.hint()).isEqualTo("Do that");
            assertThat(incident.exitCode()).isEqualTo(5);
            assertThat(incident.since()).isEqualTo(first);
            assertThat(incident.runs()).isEqualTo(2);
        });
    }

    @Test
    void heldLockIsAnIncidentOnceItLastsAsLongAsSilenceMay() throws Exception {
        FailureDetails locked = new FailureDetails(7, "process 1 holds it", "Wait", null);
        incidents().locked(PARTIAL, locked);
        now = now.plus(Duration.ofHours(2));
        incidents().locked(PARTIAL, locked);
        assertThat(told()).isEmpty();

        now = now.plusSeconds(1);
        incidents().locked(PARTIAL, locked);
        incidents().locked(PARTIAL, locked);
        assertThat(told()).containsExactly("failed load");
        incidents().wentWell(PARTIAL);
        incidents().locked(PARTIAL, locked);

        assertThat(told()).containsExactly("failed load", "recovered load");
    }

    @Test
    void eachReceiverIsSilentByItself() throws Exception {
        FailureDetails silence = new FailureDetails(null, "nothing came", "Look", now);
        incidents().silent(Map.of("viz", silence, "map", silence));
        incidents().silent(Map.of("map", silence));
        incidents().silent(Map.of("map", silence));
        incidents().silent(Map.of());

        assertThat(told())
                .containsExactlyInAnyOrder(
                        "failed silence of viz",
                        "failed silence of map",
                        "recovered silence of viz",
                        "recovered silence of map");
    }

    @Test
    void silenceIsLookedForNowAndThenAndAlwaysWhileItLasts() throws Exception {
        Duration most = Duration.ofHours(2);
        assertThat(incidents().looksForSilence(most)).isTrue();
        incidents().silent(Map.of());
        assertThat(incidents().looksForSilence(most)).isFalse();
        now = now.plus(Duration.ofMinutes(15));
        assertThat(incidents().looksForSilence(most)).isTrue();
        incidents().silent(Map.of("", new FailureDetails(null, "nothing came", "Look", now)));
        assertThat(incidents().looksForSilence(most)).isTrue();
    }

    @Test
    void silenceThatIsNotLookedForAnyMoreKeepsNoSuccessFromBeingTold() throws Exception {
        incidents().silent(Map.of("", new FailureDetails(null, "nothing came", "Look", now)));
        assertThat(incidents().any()).isTrue();
        assertThat(incidents(Optional.empty()).any()).isFalse();

        incidents().failed(BOTH, TROUBLE);
        assertThat(incidents(Optional.empty()).any()).isTrue();
    }

    @Test
    void fileThatIsNotOursCountsAsNone() throws Exception {
        Files.writeString(work.resolve("alarms.json"), "{");

        incidents().failed(BOTH, TROUBLE);

        assertThat(told()).containsExactly("failed load");
    }

    @Test
    void anyNumberOfRunsAtATimeBeginOneIncident() throws Exception {
        List<Thread> runs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread run = new Thread(() -> {
                try {
                    incidents().failed(BOTH, TROUBLE);
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            run.start();
            runs.add(run);
        }
        for (Thread run : runs) {
            run.join();
        }

        assertThat(told()).containsExactly("failed load");
        assertThat(new AlarmFile(work).read().incidents().get(0).runs()).isEqualTo(8);
    }

    private List<String> told() throws Exception {
        return new AlarmFile(work)
                .read().undelivered().stream()
                        .map(one -> one.message().event().name().toLowerCase(java.util.Locale.ROOT) + " "
                                + one.message().job())
                        .toList();
    }

    private Incidents incidents() {
        return incidents(Optional.of(Duration.ofHours(2)));
    }

    private Incidents incidents(Optional<Duration> silence) {
        Alarms alarms = new Alarms(
                Optional.empty(),
                List.of(URI.create("http://localhost/")),
                Optional.empty(),
                Optional.empty(),
                silence);
        Origin origin = new Origin("s", "receiver", "viz", Path.of("/c"), Optional.of(work.resolve("log")));
        return new Incidents(work, origin, alarms, Clock.fixed(now, ZoneOffset.UTC));
    }
}
