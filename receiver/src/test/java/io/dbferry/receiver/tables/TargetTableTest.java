package io.dbferry.receiver.tables;

import static io.dbferry.receiver.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.ForeignKey;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.catalog.TypeDefinition;
import io.dbferry.postgres.catalog.UniqueIndex;
import io.dbferry.receiver.TestTables;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.UniqueEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether the receiver's tables fit those of a shipment. */
class TargetTableTest {
    private static final ShipmentName NAME =
            new ShipmentName(Kind.PARTIAL, Instant.parse("2026-11-29T12:00:00Z"), new Sequence(42));
    private static final String EQUAL = "OPERATOR(pg_catalog.=)";

    static Stream<Arguments> misfits() {
        return Stream.of(
                arguments(
                        bus().columnThere("plate", "text"),
                        "column 'plate' of table 'bus' is missing here",
                        "Run the application's migrations here, or 'dbferry schema diff --apply', which runs: ALTER TABLE"
                                + " \"public\".\"bus\" ADD COLUMN \"plate\" text"),
                arguments(
                        bus().columnThere("sum", "integer").generatedHere("sum", "integer", "id + 1", null),
                        "column 'sum' of table 'bus' is generated here and is not at the sender",
                        "Make the column a plain one here: ALTER TABLE ... ALTER COLUMN ... DROP EXPRESSION"),
                arguments(
                        bus().ownColumn("plate").columnThere("plate", "character varying(9)"),
                        "column 'plate' of table 'bus' is of type text here and character varying(9) at the sender",
                        "Run the application's migrations here, or: ALTER TABLE \"public\".\"bus\" ALTER COLUMN \"plate\""
                                + " TYPE character varying(9)"),
                arguments(
                        bus().ownColumn("sum").generatedThere("sum", "text", "id::text"),
                        "column 'sum' of table 'bus' is generated at the sender and is not here",
                        "Make it here what it is there, or drop it: ALTER TABLE \"public\".\"bus\" DROP COLUMN \"sum\""),
                arguments(
                        bus().generatedThere("code", "text", "upper(name)").key("code"),
                        "column 'code' of table 'bus', a part of the key, is missing here",
                        "Run the application's migrations here: the column must be generated as at the sender"),
                arguments(
                        bus().generatedHere("code", "text", "lower(name)", null)
                                .generatedThere("code", "text", "upper(name)")
                                .key("code"),
                        "column 'code' of table 'bus', a part of the key, is generated as lower(name) (text) here and as"
                                + " upper(name) (text) at the sender",
                        "Run the application's migrations here: the column must be generated as at the sender"),
                arguments(
                        bus().generatedHere("code", "varchar", "upper(name)", null)
                                .generatedThere("code", "text", "upper(name)")
                                .key("code"),
                        "column 'code' of table 'bus', a part of the key, is generated as upper(name) (varchar) here and"
                                + " as upper(name) (text) at the sender",
                        "Run the application's migrations here: the column must be generated as at the sender"),
                arguments(
                        bus().typeThere(mood("sad", "ok")),
                        "type 'public.mood' of table 'bus' is missing here and (sad, ok) at the sender",
                        "Run the application's migrations here, or recreate the type as the sender has it"),
                arguments(
                        bus().typeHere(mood("sad")).typeThere(mood("sad", "ok")),
                        "type 'public.mood' of table 'bus' is (sad) here and (sad, ok) at the sender",
                        "Run the application's migrations here, or 'dbferry schema diff --apply', which runs: ALTER TYPE"
                                + " public.mood ADD VALUE IF NOT EXISTS 'ok' AFTER 'sad'"),
                arguments(
                        bus().typeHere(pair("b integer", "a integer")).typeThere(pair("a integer", "b integer")),
                        "type 'public.pair' of table 'bus' is (b integer, a integer) here and (a integer, b integer) at"
                                + " the sender",
                        "Run the application's migrations here, or recreate the type as the sender has it"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("misfits")
    void aTableThatDoesNotFitIsRefusedWithWhatToDo(TestTables table, String cause, String hint) {
        DbferryException refused = refused(table, Map.of());

        assertThat(refused.failure()).isEqualTo(Failure.TARGET_DATABASE);
        assertThat(refused).hasMessage("cannot load partial 000042: " + cause);
        assertThat(refused.hint()).isEqualTo(hint);
    }

    @Test
    void aKeyThatNoColumnHasIsTheSendersFault() {
        DbferryException refused = refused(bus().key("code"), Map.of());

        assertThat(refused.failure()).isEqualTo(Failure.SHIPMENT_REFUSED);
        assertThat(refused).hasMessage("cannot load partial 000042: the key of table 'bus' is not among its columns");
    }

    @Test
    void aMissingTableIsNamedWithHowToMakeIt() {
        DbferryException refused = catchThrowableOfType(
                DbferryException.class,
                () -> TargetTable.match(
                        NAME, List.of(bus().shipped()), new Catalog(List.of(), List.of()), n -> true, Map.of()));

        assertThat(refused).hasMessage("cannot load partial 000042: table 'bus' is missing here");
        assertThat(refused.hint())
                .isEqualTo("Run the application's migrations here, or 'dbferry schema diff --apply', which runs:"
                        + " CREATE TABLE \"public\".\"bus\" ( \"id\" bigint, \"name\" text )");
    }

    @Test
    void resetNamesColumnsThatOnlyTheReceiverHas() {
        String cause = "cannot load partial 000042: reset names column '%s' of table 'bus', which is not a column that"
                + " only the receiver has";

        assertThat(refused(bus(), Map.of("bus", List.of("note")))).hasMessage(cause, "note");
        assertThat(refused(bus(), Map.of("public.bus", List.of("id")))).hasMessage(cause, "id");
        assertThat(match(bus().ownColumn("note"), Map.of("public.bus", List.of("note"), "other", List.of("x")))
                        .reset())
                .containsExactly("note");
    }

    @Test
    void generatedKeysAndWiderEnumsFit() {
        TargetTable target = match(
                bus().generated("code", "text", "upper(name)", null)
                        .key("code")
                        .typeHere(mood("ok", "sad", "new"))
                        .typeThere(mood("sad", "ok")),
                Map.of());

        assertThat(target.generatedKey()).extracting("name").containsExactly("code");
        assertThat(target.carriedKey()).isEmpty();
        assertThat(target.column("code").type()).isEqualTo("text");
        assertThat(match(bus().key("id"), Map.of()).carriedKey()).containsExactly("id");
    }

    @Test
    void tablesThatAreNotWantedAreNotEvenLookedAt() {
        List<List<TargetTable>> groups = TargetTable.match(
                NAME,
                List.of(bus().shipped(), table("trip").column("id", "bigint").shipped()),
                new Catalog(List.of(bus().here()), List.of()),
                name -> name.name().equals("bus"),
                Map.of());

        assertThat(groups).hasSize(1);
        assertThat(groups.get(0)).extracting(TargetTable::name).containsExactly(new TableName("public", "bus"));
    }

    @Test
    void parentsComeBeforeChildrenAndTablesTiedInACircleTogether() {
        TestTables bus = bus().key("id");
        TestTables child = table("a_trip").column("bus", "bigint");
        TestTables left = table("left").column("right", "bigint").key("right");
        TestTables right = table("right").column("left", "bigint").key("left");
        Catalog catalog = new Catalog(
                List.of(child.here(), bus.here(), left.here(), right.here()),
                List.of(
                        foreignKey(child, "bus", bus, "id"),
                        foreignKey(left, "right", right, "left"),
                        foreignKey(right, "left", left, "right")));

        List<List<TargetTable>> groups = TargetTable.match(
                NAME,
                List.of(child.shipped(), bus.shipped(), left.shipped(), right.shipped()),
                catalog,
                name -> true,
                Map.of());

        List<List<String>> names = groups.stream()
                .map(group -> group.stream().map(t -> t.name().name()).sorted().toList())
                .toList();
        assertThat(names).hasSize(3).contains(List.of("left", "right"));
        assertThat(names.indexOf(List.of("bus"))).isLessThan(names.indexOf(List.of("a_trip")));
    }

    static Stream<Arguments> uniqueIndexes() {
        UniqueIndex plain = new UniqueIndex("u", List.of("name"), List.of(EQUAL), false, null);
        UniqueIndex wide = new UniqueIndex("u", List.of("name", "city"), List.of(EQUAL, EQUAL), false, null);
        UniqueIndex equalNulls = new UniqueIndex("u", List.of("name"), List.of(EQUAL), true, null);
        UniqueIndex lower = new UniqueIndex("u", List.of(), List.of(), false, "UNIQUE (lower(name))");
        UniqueIndex withKey = new UniqueIndex("u", List.of("city", "id"), List.of(EQUAL, EQUAL), false, null);
        return Stream.of(
                arguments("the sender has none", plain, null, true),
                arguments("the same", plain, new UniqueEntry(List.of("name"), null, null), false),
                arguments("one more column here", wide, new UniqueEntry(List.of("name"), null, null), false),
                arguments("one column less here", plain, new UniqueEntry(List.of("name", "city"), null, null), true),
                arguments("nulls are equal here", equalNulls, new UniqueEntry(List.of("name"), null, null), true),
                arguments("nulls are equal there", plain, new UniqueEntry(List.of("name"), true, null), false),
                arguments(
                        "nulls are equal on both sides",
                        equalNulls,
                        new UniqueEntry(List.of("name"), true, null),
                        false),
                arguments("an expression", lower, new UniqueEntry(null, null, "UNIQUE (lower(name))"), false),
                arguments("another expression", lower, new UniqueEntry(null, null, "UNIQUE (upper(name))"), true),
                arguments(
                        "an expression beside columns",
                        plain,
                        new UniqueEntry(null, null, "UNIQUE (lower(name))"),
                        true),
                arguments("an entry without columns", plain, new UniqueEntry(null, null, null), true),
                arguments("the key is in it", withKey, null, false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("uniqueIndexes")
    void anIndexThatTheSendersRowsMayContradictIsTheReceiversOwn(
            String title, UniqueIndex here, @Nullable UniqueEntry there, boolean own) {
        TestTables bus = bus().column("city", "text").key("id").uniqueHere(here);
        TargetTable target = (there == null ? bus : bus.uniqueThere(there)).target();

        assertThat(target.ownUnique()).as(title).hasSize(own ? 1 : 0);
        assertThat(target.unique()).as(title).hasSize(own || here.definition() != null ? 0 : 1);
    }

    @Test
    void theKeysOwnIndexAndThoseOfColumnsThatDoNotTravelAreNoneToHeed() {
        TargetTable target = bus().ownColumn("note")
                .key("id")
                .unique("bus_pkey", List.of("id"), List.of(EQUAL))
                .unique("bus_note", List.of("note"), List.of(EQUAL))
                .target();

        assertThat(target.unique()).isEmpty();
        assertThat(target.ownUnique()).isEmpty();
    }

    private static TestTables bus() {
        return table("bus").column("id", "bigint").column("name", "text");
    }

    private static TypeDefinition mood(String... values) {
        return new TypeDefinition("public.mood", TypeDefinition.Kind.ENUM, List.of(values));
    }

    private static TypeDefinition pair(String... fields) {
        return new TypeDefinition("public.pair", TypeDefinition.Kind.COMPOSITE, List.of(fields));
    }

    private static ForeignKey foreignKey(TestTables child, String column, TestTables parent, String parentColumn) {
        return new ForeignKey(
                child.here().name().name() + "_fk",
                child.here().name(),
                List.of(column),
                parent.here().name(),
                List.of(parentColumn),
                List.of(EQUAL),
                false,
                "");
    }

    private static TargetTable match(TestTables table, Map<String, List<String>> reset) {
        return TargetTable.match(
                        NAME, List.of(table.shipped()), new Catalog(List.of(table.here()), List.of()), n -> true, reset)
                .get(0)
                .get(0);
    }

    private static DbferryException refused(TestTables table, Map<String, List<String>> reset) {
        return catchThrowableOfType(DbferryException.class, () -> match(table, reset));
    }
}
