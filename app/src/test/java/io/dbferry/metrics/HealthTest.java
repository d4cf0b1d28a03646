package io.dbferry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.stream.format.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    @Test
    void loadOfBothKindsMakesUpForALoadOfOneAndTheOtherWayRound() {
        CommandState partial = run(MeasuredCommand.load(Optional.of(Kind.PARTIAL)), NOON, 5);
        CommandState both = run(MeasuredCommand.load(Optional.empty()), NOON, 5);

        assertThat(problems(partial))
                .containsExactly("load partial: the last run, which ended at 2026-11-29T12:00:00Z, had exit code 5");
        assertThat(problems(partial, run(MeasuredCommand.LOAD, NOON.plusSeconds(1), 0)))
                .isEmpty();
        assertThat(problems(both, run(MeasuredCommand.LOAD_COMPLETE, NOON.plusSeconds(1), 0)))
                .isEmpty();
    }

    @Test
    void neitherTheOtherKindNorAnEarlierSuccessMakesUpForAFailure() {
        CommandState partial = run(MeasuredCommand.LOAD_PARTIAL, NOON, 5);
        CommandState dump = run(MeasuredCommand.dump(Kind.PARTIAL), NOON, 4);

        assertThat(problems(partial, run(MeasuredCommand.LOAD_COMPLETE, NOON.plusSeconds(1), 0)))
                .hasSize(1);
        assertThat(problems(partial, run(MeasuredCommand.LOAD, NOON.minusSeconds(1), 0)))
                .hasSize(1);
        assertThat(problems(dump, run(MeasuredCommand.DUMP_COMPLETE, NOON.plusSeconds(1), 0)))
                .hasSize(1);
        assertThat(Health.problems(List.of(partial), NOON.plusSeconds(1))).isEmpty();
    }

    private static List<String> problems(CommandState... states) {
        return Health.problems(List.of(states), Instant.EPOCH);
    }

    private static CommandState run(MeasuredCommand command, Instant ended, int exitCode) {
        return CommandState.none(command).after(ended, Duration.ofSeconds(1), exitCode, Map.of());
    }
}
