package io.dbferry.receiver.apply;

import static io.dbferry.receiver.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dbferry.failure.DbferryException;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.catalog.UniqueIndex;
import io.dbferry.receiver.TestConfig;
import io.dbferry.receiver.TestTables;
import io.dbferry.stream.format.Covered;
import io.dbferry.stream.format.Covered.CoveredTable;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.MediaEntry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Which tables a load may write, and whose index a row of the sender contradicts. */
class TargetsTest {
    private static final ShipmentName NAME =
            new ShipmentName(Kind.PARTIAL, Instant.parse("2026-11-29T12:00:00Z"), new Sequence(42));
    private static final UniqueIndex OWN =
            new UniqueIndex("bus_plate", List.of("plate"), List.of("OPERATOR(pg_catalog.=)"), false, null);

    @ParameterizedTest(name = "tables {0}, exclude {1}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            -        | -       | bus trip city.bus
            bus      | -       | bus
            *        | -       | bus trip
            city.*   | -       | city.bus
            -        | bus     | trip city.bus
            *        | trip    | bus
            *.*      | *.bus   | trip""")
    void tablesAndExcludeChoose(String tables, String exclude, String wanted) {
        var chosen = Targets.wanted(TestConfig.receiver(Path.of("/nowhere"), list(tables), list(exclude), Map.of()));

        assertThat(Stream.of("bus", "trip", "city.bus").filter(name -> chosen.test(TableName.written(name))))
                .containsExactly(wanted.split(" "));
    }

    @Test
    void aConfigThatLetsNothingBeLoadedIsRefused() {
        Targets targets = targets(List.of("nothing"), Map.of());

        DbferryException e = catchThrowableOfType(
                DbferryException.class,
                () -> targets.match(
                        new Catalog(List.of(), List.of()), NAME, manifest(table("bus"), table("trip")), Set.of()));

        assertThat(e)
                .hasMessage(
                        "cannot load partial 000042: tables and exclude in the config let none of the sender's tables be"
                                + " loaded; it ships 2 tables");
        assertThat(e.hint())
                .isEqualTo("Fix tables and exclude in the config; patterns are as of pg_dump --table, and the schema is"
                        + " public unless named");
        assertThat(targets.match(new Catalog(List.of(), List.of()), NAME, manifest(), Set.of()))
                .isEmpty();
    }

    @Test
    void columnsToResetAreTakenFromTheConfig() {
        TestTables bus = table("bus").column("id", "bigint").ownColumn("checked");

        assertThat(targets(List.of(), Map.of("bus", List.of("checked")))
                        .match(new Catalog(List.of(bus.here()), List.of()), NAME, manifest(bus), Set.of()))
                .singleElement()
                .satisfies(group -> assertThat(group.get(0).reset()).containsExactly("checked"));
    }

    @Test
    void theReceiversOwnUniqueIndexIsNamed() {
        Targets targets = matched(bus().uniqueHere(OWN));

        assertThat(targets.contradicted(
                        NAME, violation("23505", "public", "bus", "bus_plate", "Key (plate)=(A) already exists.")))
                .hasValueSatisfying(e -> {
                    assertThat(e)
                            .hasMessage(
                                    "cannot load partial 000042: unique index 'bus_plate' of table 'bus' is only here,"
                                            + " and rows of the sender contradict it: key (plate)=(A) already exists");
                    assertThat(e.hint())
                            .isEqualTo("Drop the index here, or replace it with one that is not unique: the sender has"
                                    + " none like it");
                });
        assertThat(targets.contradicted(NAME, violation("23P01", "public", "bus", "bus_plate", "")))
                .hasValueSatisfying(e -> assertThat(e).hasMessageEndingWith("rows of the sender contradict it"));
    }

    @Test
    void otherFailuresAreNotBlamedOnAnIndex() {
        Targets targets = matched(bus().uniqueHere(OWN));

        assertThat(targets.contradicted(NAME, violation("23503", "public", "bus", "bus_plate", "")))
                .isEmpty();
        assertThat(targets.contradicted(NAME, violation("23505", "public", "bus", "other", "")))
                .isEmpty();
        assertThat(targets.contradicted(NAME, violation("23505", "public", "trip", "bus_plate", "")))
                .isEmpty();
        assertThat(targets.contradicted(NAME, violation("23505", null, null, "bus_plate", "")))
                .isEmpty();
        assertThat(targets.contradicted(NAME, new SQLException("x", "23505"))).isEmpty();
        assertThat(matched(bus().unique("bus_plate", List.of("plate"), List.of("OPERATOR(pg_catalog.=)")))
                        .contradicted(NAME, violation("23505", "public", "bus", "bus_plate", "")))
                .as("the sender has it too")
                .isEmpty();
    }

    @Test
    void anIndexOfAPartitionHasANameOfItsOwn() {
        Targets targets = matched(bus().partitioned().uniqueHere(OWN));

        assertThat(targets.contradicted(NAME, violation("23505", "public", "bus_1", "bus_1_plate_idx", "")))
                .hasValueSatisfying(e -> assertThat(e).hasMessageContaining("unique index 'bus_plate' of table 'bus'"));
    }

    private static TestTables bus() {
        return table("bus").column("id", "bigint").column("plate", "text").key("id");
    }

    private static Targets matched(TestTables table) {
        Targets targets = targets(List.of(), Map.of());
        targets.match(new Catalog(List.of(table.here()), List.of()), NAME, manifest(table), Set.of());
        return targets;
    }

    private static Targets targets(List<String> tables, Map<String, List<String>> reset) {
        return new Targets(TestConfig.receiver(Path.of("/nowhere"), tables, List.of(), reset));
    }

    private static List<String> list(@Nullable String names) {
        return names == null ? List.of() : List.of(names.split(" "));
    }

    /** As the server sends it. */
    private static SQLException violation(
            String state, @Nullable String schema, @Nullable String table, String constraint, String detail) {
        String fields = "SERROR\0C" + state + "\0Mviolated\0"
                + (schema == null ? "" : "s" + schema + "\0t" + table + "\0")
                + "n" + constraint + "\0"
                + (detail.isEmpty() ? "" : "D" + detail + "\0");
        return new PSQLException(new ServerErrorMessage(fields));
    }

    private static Manifest manifest(TestTables... tables) {
        return new Manifest(
                Manifest.FORMAT,
                "city",
                "id-1",
                NAME.sequence(),
                NAME.kind(),
                null,
                new Position("1:1:", "0/1", NAME.time(), "7", 1),
                Stream.of(tables).map(TestTables::shipped).toList(),
                List.of(),
                null,
                MediaEntry.NONE,
                List.of(),
                "",
                List.of(),
                new Covered(
                        Stream.of(tables)
                                .map(t -> new CoveredTable(t.here().name(), 1, "hash", null, null, null))
                                .toList(),
                        null),
                List.of(),
                null);
    }
}
