package io.dbferry.receiver.first;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.ledger.FillingTables.Dropped;
import io.dbferry.receiver.tables.TargetIndexes.Rebuildable;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FilledTest {
    private static final TableName ITEM = new TableName("public", "item");
    private static final TableName KIND = new TableName("public", "kind");

    private static Dropped dropped(@Nullable TableName parent, int made) {
        return new Dropped(1, new Rebuildable(ITEM, parent, "drop", List.of("make", "finish")), made);
    }

    @Test
    void foreignKeyWaitsForATableThatIsNotFilledAlong() {
        assertThat(Filled.isAmong(dropped(KIND, 0), Set.of(ITEM, KIND))).isTrue();
        assertThat(Filled.isAmong(dropped(KIND, 0), Set.of(ITEM))).isFalse();
        assertThat(Filled.isAmong(dropped(KIND, 0), Set.of(KIND))).isFalse();
        assertThat(Filled.isAmong(dropped(null, 0), Set.of(ITEM))).isFalse();
    }

    @Test
    void objectIsAsItWasOnceAllItsStatementsWereRun() {
        assertThat(dropped(null, 1).whole()).isFalse();
        assertThat(dropped(null, 2).whole()).isTrue();
    }
}
