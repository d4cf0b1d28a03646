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
        CoveredTable bus = new CoveredTable(BUS.name(), BUS.columns(), null, policy);
        CoveredTable stop = new CoveredTable(STOP.name(), STOP.columns(), false, policy);

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
        return new CoveredTable(new TableName("public", name), columns, changes);
    }
}
