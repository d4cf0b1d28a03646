package io.dbferry.sender;

import static io.dbferry.sender.Fixtures.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.config.LogConfig;
import io.dbferry.config.PartialConfig;
import io.dbferry.config.PartialConfig.Strategy;
import io.dbferry.config.PartialConfig.TableStrategy;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.log.LogFix;
import io.dbferry.postgres.log.LogSetupProblem;
import io.dbferry.sender.change.ChangeTimestampColumns;
import io.dbferry.sender.change.ChangeTimestampColumns.Indexed;
import io.dbferry.sender.change.ScanStrategy;
import io.dbferry.sender.change.TableChoice;
import io.dbferry.sender.change.WindowStrategy;
import io.dbferry.sender.change.log.LogStrategy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PartialPlanTest {
    private static final Duration OVERLAP = Duration.ofMinutes(10);
    private static final Table ITEM = table("item", "id bigint", "updated_at timestamp with time zone");
    private static final Table KEYLESS = table("keyless", List.of(), "note text");
    private static final LogStrategy LOG = new LogStrategy(LogConfig.ofStream("test"), Path.of("work"));

    @Test
    void autoTakesAColumnThatATriggerMaintains() {
        assertThat(auto(indexed(true, 0, true))).isEqualTo(window("updated_at is indexed, and a trigger sets it"));
    }

    @Test
    void autoScansWhereNoColumnIsSureAndSaysWhy() {
        assertThat(auto()).isEqualTo(scan("no indexed column has the time of a row's last change"));
        assertThat(auto(indexed(true, 0, false))).isEqualTo(scan("no trigger keeps updated_at for every change"));
        assertThat(auto(indexed(false, 0, true))).isEqualTo(scan("updated_at may be null"));
        assertThat(auto(indexed(true, 1, true))).isEqualTo(scan("1 update left updated_at as it was"));
        assertThat(auto(indexed(true, 2, true))).isEqualTo(scan("2 updates left updated_at as it was"));
        assertThat(auto(new Indexed(ITEM.oid(), "birthday", "i", true, 0, false)))
                .isEqualTo(scan("no indexed column has the time of a row's last change"));
    }

    @Test
    void autoTakesTheLogWhereTheConfigHasOne() {
        List<TableChoice> choices = plan(true, Map.of(), true).choices(List.of(ITEM, KEYLESS), name -> false);

        assertThat(choices)
                .containsExactly(
                        new TableChoice.Followed(ITEM, LOG, "the config has a log"),
                        new TableChoice.CompletesOnly(KEYLESS, TableChoice.Cause.NO_KEY));
        assertThat(PartialPlan.readFromLog(choices)).containsExactly(ITEM);
        assertThat(PartialPlan.withoutKey(choices)).containsExactly(KEYLESS.name());
        assertThat(TableChoice.strategies(choices)).containsExactly(LOG);
    }

    @Test
    void aTableThatTheLogDoesNotTellIsScannedAndStaysMeantForTheLog() {
        LogSetupProblem problem = new LogSetupProblem(
                "publication 'p' does not have table 'item'", new LogFix.ByHand("Do"), Optional.of(ITEM.name()));
        TableChoice choice = plan(Map.of(), Map.of(ITEM.name(), problem))
                .choices(List.of(ITEM), name -> false)
                .get(0);

        assertThat(choice.reason()).isEqualTo("meanwhile: publication 'p' does not have table 'item'");
        assertThat(choice).isInstanceOfSatisfying(TableChoice.Followed.class, followed -> {
            assertThat(followed.strategy()).isInstanceOf(ScanStrategy.class);
            assertThat(followed.notTold()).contains(problem);
        });
        assertThat(PartialPlan.readFromLog(List.of(choice))).containsExactly(ITEM);
    }

    @Test
    void tablesAreNamedWithAndWithoutTheirSchema() {
        assertThat(named("item", TableStrategy.of(Strategy.SCAN))).isEqualTo(scan("as configured"));
        assertThat(named("public.item", TableStrategy.of(Strategy.LOG)))
                .isEqualTo(new TableChoice.Followed(ITEM, LOG, "as configured"));
        assertThat(named("item", TableStrategy.window("updated_at"))).isEqualTo(window("as configured"));
        assertThat(named("item", TableStrategy.of(Strategy.AUTO)))
                .isEqualTo(scan("no indexed column has the time of a row's last change"));
    }

    @Test
    void tablesThatAreNotNamedGetWhatOthersGet() {
        Map<String, TableStrategy> others = Map.of("*", TableStrategy.of(Strategy.SCAN));

        assertThat(plan(false, others, false).choices(List.of(ITEM, KEYLESS), name -> false))
                .containsExactly(
                        scan("as configured"), new TableChoice.CompletesOnly(KEYLESS, TableChoice.Cause.NO_KEY));
        List<TableChoice> none = plan(false, Map.of(), false).choices(List.of(ITEM), name -> false);
        assertThat(none).containsExactly(new TableChoice.CompletesOnly(ITEM, TableChoice.Cause.NOT_COVERED));
        assertThat(none.get(0).reason()).isEqualTo("not in partial.tables");
        assertThat(PartialPlan.withoutKey(none)).isEmpty();
    }

    @Test
    void wrongNamesAreRefused() {
        assertRefused(
                Map.of("itme", TableStrategy.of(Strategy.SCAN)),
                "'itme': it is not among the shipped tables",
                "Fix partial.tables or tables in the config");
        assertRefused(
                Map.of("item", TableStrategy.window("changed")),
                "'item': it has no column 'changed'",
                "Fix partial.tables.item.changed in the config");
        assertRefused(
                Map.of("item", TableStrategy.window("id")),
                "'item': column 'id' is of type bigint, not a timestamp",
                "Name a timestamp column with partial.tables.item.changed");
        assertRefused(
                Map.of("keyless", TableStrategy.window("changed")),
                "'keyless': it has no key",
                "Give the table a primary key, or take it out of partial.tables: completes carry it all the same");
    }

    private static void assertRefused(Map<String, TableStrategy> tables, String message, String hint) {
        assertThatThrownBy(() -> plan(false, tables, false).choices(List.of(ITEM, KEYLESS), name -> false))
                .hasMessage("cannot ship changes of " + message)
                .isInstanceOfSatisfying(DbferryException.class, e -> {
                    assertThat(e.failure()).isEqualTo(Failure.CONFIG);
                    assertThat(e.hint()).isEqualTo(hint);
                });
    }

    private static TableChoice named(String name, TableStrategy strategy) {
        return plan(false, Map.of(name, strategy), false)
                .choices(List.of(ITEM), any -> false)
                .get(0);
    }

    private static TableChoice auto(Indexed... columns) {
        return plan(true, Map.of(), false, columns)
                .choices(List.of(ITEM), any -> false)
                .get(0);
    }

    private static PartialPlan plan(boolean auto, Map<String, TableStrategy> tables, boolean log, Indexed... columns) {
        return new PartialPlan(
                new PartialConfig(OVERLAP, auto, tables, Optional.empty()),
                new ChangeTimestampColumns(List.of(columns)),
                log,
                LOG,
                Map.of());
    }

    private static PartialPlan plan(Map<String, TableStrategy> tables, Map<TableName, LogSetupProblem> notTold) {
        return new PartialPlan(
                new PartialConfig(OVERLAP, true, tables, Optional.empty()),
                new ChangeTimestampColumns(List.of()),
                true,
                LOG,
                notTold);
    }

    private static Indexed indexed(boolean neverNull, long heapOnlyUpdates, boolean setByTrigger) {
        return new Indexed(ITEM.oid(), "updated_at", "i", neverNull, heapOnlyUpdates, setByTrigger);
    }

    private static TableChoice scan(String reason) {
        return new TableChoice.Followed(ITEM, new ScanStrategy(), reason);
    }

    private static TableChoice window(String reason) {
        WindowStrategy strategy = new WindowStrategy(ITEM.column("updated_at").orElseThrow(), OVERLAP);
        return new TableChoice.Followed(ITEM, strategy, reason);
    }
}
