package io.dbferry.receiver.ledger;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.stream.format.Covered;
import io.dbferry.stream.format.Covered.CoveredTable;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.TableEntry;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which of the tables that the sender ships are loaded here with all their rows, and by which columns and rules. The ledger
 * keeps it: the config may name more tables than it did, and rows of those that travelled before were left out; and a
 * complete may have carried less than what a partial behind it begins from.
 *
 * @param media as the shipment covers them
 */
public record FilledTables(List<Filled> tables, List<String> media) {
    static final FilledTables NONE = new FilledTables(List.of(), List.of());

    /** @param loaded false for one that the config did not name */
    record Filled(CoveredTable table, boolean loaded) {
        Filled {
            Objects.requireNonNull(table, "no table");
        }

        private TableName name() {
            return table.name();
        }
    }

    public FilledTables {
        tables = List.copyOf(tables);
        media = List.copyOf(media);
    }

    /** Once the shipment is applied. */
    public static FilledTables of(Manifest shipment, Predicate<TableName> wanted) {
        Covered covered = Objects.requireNonNull(shipment.covered());
        List<String> media = covered.media() == null ? List.of() : covered.media();
        return new FilledTables(
                covered.tables().stream()
                        .map(table -> new Filled(table, wanted.test(table.name())))
                        .toList(),
                media);
    }

    /** Those that are loaded. */
    public List<TableName> loaded() {
        return tables.stream().filter(Filled::loaded).map(Filled::name).toList();
    }

    /** Whether the sender ships the table, loaded here or not. */
    public boolean covers(TableName table) {
        return tables.stream().anyMatch(filled -> filled.name().equals(table));
    }

    /** Those of the tables that shipments have filled here which none fills any more: their rows are old ones. */
    public List<TableName> left(List<CarriedColumns.Carried> carried) {
        return carried.stream()
                .map(CarriedColumns.Carried::table)
                .filter(table -> !covers(table))
                .toList();
    }

    /** A table that the config names and whose rows neither this shipment nor those before have brought. */
    public Optional<TableName> missing(Manifest shipment, Predicate<TableName> wanted) {
        if (shipment.kind() == Kind.COMPLETE) {
            return Optional.empty();
        }
        Set<TableName> whole = replaced(shipment);
        whole.addAll(loaded());
        return covered(shipment).stream()
                .map(CoveredTable::name)
                .filter(name -> !whole.contains(name) && wanted.test(name))
                .findFirst();
    }

    /**
     * What a partial takes for here and is not, by the rules by which a sender chooses what travels whole: other columns or
     * rows of a table whose changes alone it carries, or a media folder. A part of a sentence, behind which comes where.
     */
    public Optional<String> lacks(Manifest partial, Predicate<TableName> wanted) {
        Covered here = new Covered(tables.stream().map(Filled::table).toList(), media);
        Covered there = Objects.requireNonNull(partial.covered());
        Set<TableName> replaced = replaced(partial);
        Optional<TableName> other = Stream.of(there.newIn(here), there.changedIn(here), there.withOtherPolicy(here))
                .flatMap(Collection::stream)
                .filter(name -> !replaced.contains(name) && wanted.test(name))
                .min(Comparator.comparing(TableName::toString));
        if (other.isPresent()) {
            return Optional.of("table '" + other.get() + "' has other columns or rules");
        }
        return there.newMedia(here).isPresent() ? Optional.of("media folders are others") : Optional.empty();
    }

    private static Set<TableName> replaced(Manifest shipment) {
        return shipment.tables().stream()
                .filter(TableEntry::replaces)
                .map(TableEntry::name)
                .collect(Collectors.toSet());
    }

    /** The tables that were loaded here and that the sender does not ship any more. */
    public List<TableName> goneIn(Manifest shipment) {
        Set<TableName> covered =
                covered(shipment).stream().map(CoveredTable::name).collect(Collectors.toSet());
        return tables.stream()
                .filter(Filled::loaded)
                .map(Filled::name)
                .filter(name -> !covered.contains(name))
                .toList();
    }

    /** A table that the config names now and did not when the last shipment was applied. */
    public Optional<TableName> wantedNow(Predicate<TableName> wanted) {
        return tables.stream()
                .filter(table -> !table.loaded())
                .map(Filled::name)
                .filter(wanted)
                .findFirst();
    }

    private static List<CoveredTable> covered(Manifest shipment) {
        return Objects.requireNonNull(shipment.covered()).tables();
    }
}
