package io.dbferry.receiver.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Column.Generated;
import io.dbferry.postgres.catalog.Column.Identity;
import io.dbferry.postgres.catalog.TypeDefinition;
import io.dbferry.postgres.catalog.TypeDefinition.Kind;
import io.dbferry.postgres.catalog.UniqueIndex;
import io.dbferry.stream.format.Manifest.TableEntry;
import io.dbferry.stream.format.Manifest.UniqueEntry;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTableTest {
    private static final ShipmentName SHIPMENT =
            new ShipmentName(io.dbferry.stream.format.Kind.PARTIAL, Instant.EPOCH, new Sequence(7));
    private static final UniqueIndex NAME = TestTables.index("bus_name", "name");

    @Test
    void anIndexIsTheReceiversOwnUnlessTheSenderHasOneThatKeepsAllItsRowsApart() {
        assertThat(own(NAME)).containsExactly(NAME);
        assertThat(own(NAME, unique("name"))).isEmpty();
        assertThat(own(NAME, unique("name", "id"))).as("the sender's is weaker").containsExactly(NAME);
        UniqueIndex wide = TestTables.index("wide", "name", "line");
        assertThat(own(wide, unique("name"))).as("the sender's is stronger").isEmpty();
        assertThat(own(TestTables.index("with_key", "line", "id")))
                .as("it has the key")
                .isEmpty();
    }

    @Test
    void nullsThatAreEqualHereMustBeEqualThere() {
        UniqueIndex nulls = new UniqueIndex("n", List.of("name"), List.of("="), true, null);

        assertThat(own(nulls, unique("name"))).containsExactly(nulls);
        assertThat(own(nulls, new UniqueEntry(List.of("name"), true, null))).isEmpty();
        assertThat(own(NAME, new UniqueEntry(List.of("name"), true, null))).isEmpty();
    }

    @Test
    void anIndexWithAnExpressionNeedsTheVerySame() {
        UniqueIndex lower = new UniqueIndex("l", List.of(), List.of(), false, "lower(name)");

        assertThat(own(lower)).containsExactly(lower);
        assertThat(own(lower, new UniqueEntry(null, null, "lower(name)"))).isEmpty();
        assertThat(own(lower, new UniqueEntry(null, null, "upper(name)"))).containsExactly(lower);
        assertThat(own(lower, new UniqueEntry(List.of("name"), null, "lower(name)")))
                .containsExactly(lower);
        assertThat(own(NAME, new UniqueEntry(List.of(), null, null))).containsExactly(NAME);
    }

    @Test
    void onlyColumnsBesideTheKeyAreOutOfAnUpdatesReach() {
        TargetTable target = new TestTables()
                .column("id", "integer", Identity.ALWAYS)
                .column("n", "integer", Identity.ALWAYS)
                .column("m", "integer", Identity.BY_DEFAULT)
                .key("id")
                .target();
        TargetTable keyless =
                new TestTables().column("n", "integer", Identity.ALWAYS).target();

        assertThat(target.identityAlways()).containsExactly("n");
        assertThat(keyless.identityAlways()).isEmpty();
        assertThat(target.column("m").identity()).isEqualTo(Identity.BY_DEFAULT);
    }

    @ParameterizedTest(name = "{0} rule {1} owner {2}")
    @CsvSource({
        "ORIGIN,   false, true,  false",
        "ORIGIN,   false, false, true",
        "ORIGIN,   true,  true,  true",
        "REPLICA,  false, true,  true",
        "REPLICA,  false, false, false",
        "REPLICA,  true,  true,  false",
        "ALWAYS,   false, false, true",
        "ALWAYS,   true,  true,  true",
        "DISABLED, false, false, false",
        "DISABLED, true,  true,  false"
    })
    void whatFiresIsAsInLogicalReplication(OwnActions.State state, boolean rule, boolean owner, boolean fires) {
        OwnActions.Action action = new OwnActions.Action(1, "public.bus", "x", rule, state, owner, false);

        assertThat(action.fires()).isEqualTo(fires);
    }

    @Test
    void aTriggerIsChangedByItsName() {
        OwnActions.Action trigger =
                new OwnActions.Action(1, "public.bus", "Stamp", false, OwnActions.State.ORIGIN, true, false);
        OwnActions.Action rule = new OwnActions.Action(1, "public.bus", "r", true, OwnActions.State.ORIGIN, true, true);

        assertThat(trigger.describe()).isEqualTo("trigger 'Stamp' of table public.bus");
        assertThat(trigger.disableSql()).isEqualTo("ALTER TABLE public.bus DISABLE TRIGGER \"Stamp\"");
        assertThat(trigger.triggerSql(OwnActions.State.REPLICA))
                .isEqualTo("ALTER TABLE public.bus ENABLE REPLICA TRIGGER \"Stamp\"");
        assertThat(rule.describe()).isEqualTo("rule 'r' of table public.bus");
        assertThat(rule.disableSql()).isEqualTo("ALTER TABLE public.bus DISABLE RULE \"r\"");
        assertThat(rule.triggerSql(OwnActions.State.DISABLED))
                .isEqualTo("ALTER TABLE ONLY public.bus DISABLE TRIGGER \"r\"");
        assertThat(List.of("O", "R", "A", "D"))
                .extracting(OwnActions.State::of)
                .containsExactly(OwnActions.State.values());
    }

    @Test
    void shippedTablesAreMatchedInGroupsParentsFirst() {
        TestTables bus = new TestTables()
                .column("id", "integer")
                .column("name", "text")
                .key("id")
                .reset("geocoded");

        List<List<TargetTable>> groups =
                match(bus, bus.entry(), Map.of("bus", List.of("geocoded"), "other", List.of("x")));

        assertThat(groups).hasSize(1);
        assertThat(groups.get(0)).hasSize(1);
        TargetTable target = groups.get(0).get(0);
        assertThat(target.columnNames()).containsExactly("id", "name");
        assertThat(target.reset()).containsExactly("geocoded");
        assertThat(target.key()).containsExactly("id");
        assertThat(TargetTable.match(SHIPMENT, List.of(bus.entry()), catalog(bus), name -> false, Map.of()))
                .as("not wanted")
                .isEmpty();
    }

    @Test
    void aTableOrColumnThatIsMissingOrOtherHereIsTold() {
        TestTables shipped =
                new TestTables().column("id", "bigint").column("a\"b", "text").key("id");

        assertRefused(
                () -> TargetTable.match(
                        SHIPMENT, List.of(shipped.entry()), new Catalog(List.of(), List.of()), name -> true, Map.of()),
                "table 'bus' is missing here",
                "Make it with the application's migrations");
        assertRefused(
                () -> match(new TestTables().column("id", "bigint"), shipped.entry(), Map.of()),
                "column 'a\"b' of table 'bus' is missing here",
                "ALTER TABLE \"public\".\"bus\" ADD COLUMN \"a\"\"b\" text");
        assertRefused(
                () -> match(new TestTables().column("id", "integer").column("a\"b", "text"), shipped.entry(), Map.of()),
                "column 'id' of table 'bus' is of type integer here and bigint at the sender",
                "ALTER COLUMN \"id\" TYPE bigint");
        assertRefused(
                () -> match(
                        new TestTables().column("id", "bigint").own("a\"b", Generated.STORED),
                        shipped.entry(),
                        Map.of()),
                "column 'a\"b' of table 'bus' is generated here and is not at the sender",
                "Make the column a plain one here");
    }

    @Test
    void aColumnThatTheSenderComputesMayNotBePlainHere() {
        TableEntry e = new TestTables().column("id", "integer").key("id").entry();
        TableEntry shipped = new TableEntry(
                e.name(),
                e.columns(),
                e.key(),
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of("sum"),
                null,
                null,
                null);

        assertRefused(
                () -> match(new TestTables().column("id", "integer").own("sum", Generated.NO), shipped, Map.of()),
                "column 'sum' of table 'bus' is generated at the sender and is not here",
                "DROP COLUMN \"sum\"");
        assertThat(match(new TestTables().column("id", "integer").own("sum", Generated.STORED), shipped, Map.of()))
                .hasSize(1);
        assertThat(match(new TestTables().column("id", "integer"), shipped, Map.of()))
                .hasSize(1);
    }

    @Test
    void aTypeOfOneNameMustTakeAllValues() {
        TypeDefinition mood = new TypeDefinition("mood", Kind.ENUM, List.of("sad", "ok"));
        TypeDefinition moods = new TypeDefinition("mood", Kind.ENUM, List.of("ok", "sad", "happy"));
        TypeDefinition pair = new TypeDefinition("mood", Kind.COMPOSITE, List.of("a integer", "b integer"));
        TypeDefinition swapped = new TypeDefinition("mood", Kind.COMPOSITE, List.of("b integer", "a integer"));

        assertThat(match(withTypes(moods), shippedWith(mood), Map.of())).hasSize(1);
        assertThat(match(withTypes(pair), shippedWith(pair), Map.of())).hasSize(1);
        assertRefused(
                () -> match(withTypes(mood), shippedWith(moods), Map.of()),
                "type 'mood' of table 'bus' is (sad, ok) here and (ok, sad, happy) at the sender",
                "ALTER TYPE mood ADD VALUE");
        assertRefused(
                () -> match(withTypes(swapped), shippedWith(pair), Map.of()),
                "type 'mood' of table 'bus' is (b integer, a integer) here and (a integer, b integer) at the sender",
                "recreate the type as the sender has it");
        assertRefused(
                () -> match(withTypes(), shippedWith(mood), Map.of()),
                "type 'mood' of table 'bus' is missing here and (sad, ok) at the sender",
                "ALTER TYPE mood");
    }

    @Test
    void onlyColumnsOfTheReceiversOwnAreReset() {
        TestTables bus = new TestTables().column("id", "integer").key("id");

        for (String column : List.of("id", "gone")) {
            assertRefused(
                    () -> match(bus, bus.entry(), Map.of("bus", List.of(column))),
                    "reset names column '" + column
                            + "' of table 'bus', which is not a column that only the receiver has",
                    "reset in the config");
        }
    }

    @Test
    void aKeyThatRowsDoNotCarryIsTheShipmentsFault() {
        TestTables bus = new TestTables().column("id", "integer").key("other");

        assertThatThrownBy(() -> match(bus, bus.entry(), Map.of()))
                .isInstanceOfSatisfying(
                        DbferryException.class, e -> assertThat(e.failure()).isEqualTo(Failure.SHIPMENT_REFUSED))
                .hasMessage("cannot load partial 000007: the key of table 'bus' is not among its columns");
    }

    private static TestTables withTypes(TypeDefinition... types) {
        return new TestTables().column("id", "integer").key("id").types(types);
    }

    private static TableEntry shippedWith(TypeDefinition type) {
        TableEntry e = withTypes().entry();
        return new TableEntry(
                e.name(), e.columns(), e.key(), 0, null, null, null, null, null, null, null, List.of(type), null, null);
    }

    private static List<List<TargetTable>> match(TestTables here, TableEntry shipped, Map<String, List<String>> reset) {
        return TargetTable.match(SHIPMENT, List.of(shipped), catalog(here), name -> true, reset);
    }

    private static Catalog catalog(TestTables tables) {
        return new Catalog(List.of(tables.table()), List.of());
    }

    private static void assertRefused(ThrowingCallable call, String cause, String hint) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(DbferryException.class, e -> {
                    assertThat(e.failure()).isEqualTo(Failure.TARGET_DATABASE);
                    assertThat(e.hint()).contains(hint);
                })
                .hasMessage("cannot load partial 000007: " + cause);
    }

    private static UniqueEntry unique(String... columns) {
        return new UniqueEntry(List.of(columns), null, null);
    }

    private static List<UniqueIndex> own(UniqueIndex here, UniqueEntry... sender) {
        TestTables tables = new TestTables()
                .column("id", "integer")
                .column("name", "text")
                .column("line", "text")
                .key("id")
                .unique(here);
        TableEntry e = tables.entry();
        TableEntry shipped = new TableEntry(
                e.name(),
                e.columns(),
                e.key(),
                0,
                null,
                null,
                null,
                null,
                null,
                List.of(sender),
                null,
                null,
                null,
                null);
        return new TargetTable(shipped, tables.table(), tables.table().columns(), List.of()).ownUnique();
    }
}
