package io.dbferry.sender.tables;

import static io.dbferry.sender.Fixtures.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.config.Keep;
import io.dbferry.config.SenderConfig;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Obstacle;
import io.dbferry.postgres.catalog.Obstacle.Kind;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.sender.Fixtures;
import io.dbferry.sender.work.LeftOut;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTablesTest {
    private static final Table BUS = table("bus", "id bigint");
    private static final Table STOP = table("stop", "id bigint");
    private static final Table CLOSED = BUS.withObstacle(new Obstacle(Kind.NO_RIGHT, "ferry"));
    private static final Table BROUGHT = STOP.withObstacle(new Obstacle(Kind.EXTENSION, "postgis"));

    @TempDir
    private Path folder;

    private SenderConfig config;
    private LeftOut leftOut;

    @BeforeEach
    void setUp() {
        config = Fixtures.config(folder, new Keep(Duration.ZERO, Duration.ZERO, 0, 0), List.of());
        leftOut = new LeftOut(folder);
    }

    private SourceTables of(Table... tables) {
        return SourceTables.of(config, new Catalog(List.of(tables), List.of()));
    }

    @Test
    void tableThatMayNotBeReadStandsStillAndFailsTheRun() {
        SourceTables source = of(CLOSED, STOP);

        assertThat(source.shipped()).containsExactly(STOP);
        assertThat(source.standsStill(BUS.name())).isTrue();
        assertThat(source.standsStill(STOP.name())).isFalse();
        assertThat(source.failure(leftOut)).hasValueSatisfying(failure -> {
            assertThat(failure.failure()).isEqualTo(Failure.SOURCE_DATABASE);
            assertThat(failure)
                    .hasMessage("cannot ship table 'bus': it may not be read by role ferry; all other tables travel");
            assertThat(failure.hint()).isEqualTo("Run 'dbferry check': it says what to grant");
        });
    }

    @Test
    void tableOfAnExtensionIsNoFailure() {
        SourceTables source = of(BUS, BROUGHT);

        assertThat(source.skipped()).containsExactly(BROUGHT);
        assertThat(source.standsStill(STOP.name())).isFalse();
        assertThat(source.failure(leftOut)).isEmpty();
    }

    @Test
    void whatADumpCouldNotReadIsRememberedUntilACompleteTriesIt() throws IOException {
        leftOut.add(new LeftOut.Entry(BUS.name(), "the row with id = 7 is too large", "Shrink it"));
        Table unread = BUS.withObstacle(new Obstacle(Kind.UNREADABLE_ROW, "the row with id = 7 is too large"));

        assertThat(of(unread, STOP).failure(leftOut)).hasValueSatisfying(failure -> {
            assertThat(failure).hasMessageContaining("it cannot be read: the row with id = 7 is too large;");
            assertThat(failure.hint()).isEqualTo("Shrink it; then run 'dbferry dump complete', which tries it again");
        });
        leftOut.clear();
        assertThat(leftOut.all()).isEmpty();
    }

    @Test
    void ifAllStandStillNoneDoes() {
        Catalog catalog = new Catalog(List.of(CLOSED, BROUGHT), List.of());

        assertThat(TableSelection.orAll(name -> true, catalog).find(BUS.name())).contains(BUS);
        assertThat(TableSelection.orAll(name -> true, new Catalog(List.of(CLOSED, STOP), List.of()))
                        .find(BUS.name()))
                .contains(CLOSED);
    }
}
