package io.dbferry.stream.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.stream.format.Covered.CoveredPolicy;
import io.dbferry.stream.format.Covered.CoveredTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CoveredTest {
    private static final CoveredTable BUS = table("Bus", "c1", null);
    private static final CoveredTable STOP = table("Stop", "c2", null);
    private static final CoveredTable STOP_BY_COMPLETES = table("Stop", "c2", false);

    @Test
    void aTableIsNewThatWasNotKeptInStep() {
        assertThat(covered(BUS, STOP).newIn(covered(BUS))).containsExactly(STOP.name());
        assertThat(covered(BUS, STOP).newIn(covered(BUS, STOP_BY_COMPLETES))).containsExactly(STOP.name());
        assertThat(covered(BUS, STOP).newIn(covered(STOP, BUS))).isEmpty();
        assertThat(covered(STOP_BY_COMPLETES).newIn(covered())).isEmpty();
    }

    @Test
    void aTableHasChangedWhoseColumnsAreOthers() {
        CoveredTable wider = table("Bus", "c9", null);

        assertThat(covered(wider, STOP).changedIn(covered(BUS, STOP))).containsExactly(BUS.name());
        assertThat(covered(wider).changedIn(covered())).as("new, not changed").isEmpty();
        assertThat(covered(table("Bus", "c9", false)).changedIn(covered(BUS))).isEmpty();
        assertThat(covered(wider).changedIn(covered(table("Bus", "c1", false)))).isEmpty();
    }

    @Test
    void anotherTableOfTheSameNameIsNewAndARenamedOneIsNotGone() {
        CoveredTable again = new CoveredTable(BUS.name(), 77, BUS.columns(), null, null, null);
        CoveredTable halt =
                new CoveredTable(new TableName("public", "Halt"), STOP.number(), STOP.columns(), null, null, null);

        assertThat(covered(again, STOP).newIn(covered(BUS, STOP))).containsExactly(BUS.name());
        assertThat(covered(halt).newIn(covered(STOP))).containsExactly(halt.name());
        assertThat(covered(halt).goneSince(covered(STOP))).isEmpty();
        assertThat(covered(halt).goneSince(covered(STOP, BUS))).containsExactly(BUS.name());
    }

    @Test
    void aTableHasChangedOfWhichAValueHasAnotherNameAndNotIfThereIsOneMore() {
        CoveredTable before = withMoods("ok", "bad");

        assertThat(covered(withMoods("ok", "so so", "bad", "worse")).changedIn(covered(before)))
                .isEmpty();
        assertThat(covered(withMoods("fine", "bad")).changedIn(covered(before))).containsExactly(BUS.name());
        assertThat(covered(withMoods("bad", "ok")).changedIn(covered(before)))
                .as("swapped")
                .containsExactly(BUS.name());
        assertThat(covered(BUS).changedIn(covered(before))).containsExactly(BUS.name());
        assertThat(covered(before).changedIn(covered(BUS))).isEmpty();
    }

    private static CoveredTable withMoods(String... moods) {
        return new CoveredTable(BUS.name(), BUS.number(), BUS.columns(), Map.of("mood", List.of(moods)), null, null);
    }

    @Test
    void aTableOfCompletesWasNeverCarriedIfItWasNeverCovered() {
        assertThat(covered(STOP_BY_COMPLETES, BUS).neverCarried(covered())).containsExactly(STOP.name());
        assertThat(covered(STOP_BY_COMPLETES).neverCarried(covered(STOP))).isEmpty();
    }

    @Test
    void aTableIsGoneThatIsNotCoveredAnyMore() {
        assertThat(covered(STOP).goneSince(covered(BUS, STOP_BY_COMPLETES))).containsExactly(BUS.name());
        assertThat(covered(STOP, BUS).goneSince(covered(BUS))).isEmpty();
    }

    @Test
    void aTableOfAnotherPolicyIsNewAndOfCompletesNeedsAComplete() {
        CoveredPolicy policy = new CoveredPolicy("h", Map.of("name", "hash"), null);
        CoveredTable bus = new CoveredTable(BUS.name(), BUS.number(), BUS.columns(), null, null, policy);
        CoveredTable stop = new CoveredTable(STOP.name(), STOP.number(), STOP.columns(), null, false, policy);

        assertThat(covered(bus, STOP).newIn(covered(BUS, STOP))).containsExactly(BUS.name());
        assertThat(covered(BUS).newIn(covered(bus))).containsExactly(BUS.name());
        assertThat(covered(bus).newIn(covered(bus))).isEmpty();
        assertThat(covered(stop, bus).withOtherPolicy(covered(STOP_BY_COMPLETES, BUS)))
                .containsExactly(STOP.name());
        assertThat(covered(stop).withOtherPolicy(covered(stop))).isEmpty();
        assertThat(covered(stop).withOtherPolicy(covered())).isEmpty();
    }

    @Test
    void absentMediaAreNone() {
        assertThat(new Covered(List.of(), null).media()).isEmpty();
    }

    private static Covered covered(CoveredTable... tables) {
        return new Covered(List.of(tables), null);
    }

    private static CoveredTable table(String name, String columns, @org.jspecify.annotations.Nullable Boolean changes) {
        return new CoveredTable(new TableName("public", name), name.length(), columns, null, changes, null);
    }
}
