package io.dbferry.receiver.arrived;

import io.dbferry.failure.DbferryException;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.receiver.plan.LoadPlan;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentId;
import io.dbferry.stream.format.ShipmentName;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Folders in the depot that are not the shipments whose names they have: unsigned, signed by a stranger, or copied
 * from another place. Anyone who can write into the depot can make them, so they are as if they were not there, and
 * told once all that can be applied is: docs/decisions/014.
 */
public final class UntrustedShipments {
    /** So many are told, each with a receipt; a thousand would only bury what matters. */
    private static final int TOLD = 10;

    private static final Comparator<ShipmentName> BY_FOLDER = Comparator.comparing(ShipmentName::sequence)
            .thenComparing(ShipmentName::kind)
            .thenComparing(ShipmentName::time);

    private final ArrivedShipments shipments;
    private final Map<ShipmentName, DbferryException> found = new LinkedHashMap<>();
    private final Set<ShipmentName> genuine = new HashSet<>();
    private final Set<ShipmentName> harmless = new HashSet<>();
    private @Nullable ShipmentName thrown;

    public UntrustedShipments(ArrivedShipments shipments) {
        this.shipments = shipments;
    }

    /** Hears of those that are refused. */
    public interface Refusals {
        void leave(
                ShipmentName shipment,
                Receipt.State state,
                @Nullable ShipmentId applied,
                long rows,
                @Nullable String message)
                throws SQLException;
    }

    /** The plan without those that are known. */
    public LoadPlan without(LoadPlan plan) {
        return new LoadPlan(
                plan.applied(),
                plan.inDepot().stream().filter(n -> !found.containsKey(n)).toList());
    }

    /** Looks at those that are due, each once in a run, and returns the plan without impostors. */
    public LoadPlan look(LoadPlan plan, Ledger ledger, Refusals refusals) throws IOException, SQLException {
        LoadPlan left = without(plan);
        Set<ShipmentName> inDepot = new HashSet<>(plan.inDepot());
        for (List<ShipmentName> unknown = unknown(left); !unknown.isEmpty(); unknown = unknown(left)) {
            for (ShipmentName name : unknown) {
                look(name, plan, inDepot, ledger, refusals);
            }
            left = without(plan);
        }
        return left;
    }

    /** Those that are due, and those of the numbers that would be applied again behind them. */
    private List<ShipmentName> unknown(LoadPlan plan) {
        Set<ShipmentName> wanted = new TreeSet<>(BY_FOLDER);
        List<ShipmentName> due = plan.due();
        wanted.addAll(due);
        Set<Sequence> again = new HashSet<>();
        // What would follow the first of the completes has in it what would follow the others.
        due.stream()
                .filter(name -> name.kind() == Kind.COMPLETE)
                .findFirst()
                .flatMap(plan::again)
                .ifPresent(names -> names.forEach(n -> again.add(n.sequence())));
        plan.inDepot().stream().filter(n -> again.contains(n.sequence())).forEach(wanted::add);
        return wanted.stream().filter(name -> !genuine.contains(name)).toList();
    }

    private void look(ShipmentName name, LoadPlan plan, Set<ShipmentName> inDepot, Ledger ledger, Refusals refusals)
            throws IOException, SQLException {
        try {
            shipments.open(name);
            genuine.add(name);
        } catch (DbferryException e) {
            if (!RejectedShipment.isImpostor(e)) {
                genuine.add(name); // and unfit, which is told when its turn comes
                return;
            }
            found.put(name, e);
            if (isCopyOfKnown(e, inDepot, ledger)) {
                harmless.add(name);
            } else if (found.size() <= TOLD && !isTaken(name, plan)) {
                refusals.leave(name, Receipt.State.FAILED, ledger.lastId(), 0, e.getMessage());
            }
        }
    }

    /** A copy of a shipment that is there under its own name, or was, is told and no more. */
    private static boolean isCopyOfKnown(DbferryException e, Set<ShipmentName> inDepot, Ledger ledger)
            throws SQLException {
        ShipmentName original = RejectedShipment.original(e);
        return original != null
                && (inDepot.contains(original)
                        || ledger.entry(original.sequence()).isPresent());
    }

    /** Whether another shipment may have that number, whose receipt is worth more. */
    private static boolean isTaken(ShipmentName name, LoadPlan plan) {
        return plan.applied().containsKey(name.sequence())
                || plan.inDepot().stream()
                        .anyMatch(n -> !n.equals(name) && n.sequence().equals(name.sequence()));
    }

    /** A line for each that is not thrown. */
    public List<String> messages() {
        List<String> messages = new ArrayList<>(found.entrySet().stream()
                .filter(e -> !e.getKey().equals(thrown))
                .limit(TOLD)
                .map(e -> e.getValue().getMessage())
                .toList());
        if (found.size() > TOLD) {
            messages.add("and " + (found.size() - TOLD) + " more that are not trusted");
        }
        return messages;
    }

    public void throwIfAny() {
        for (Map.Entry<ShipmentName, DbferryException> each : found.entrySet()) {
            if (!harmless.contains(each.getKey())) {
                thrown = each.getKey();
                throw each.getValue();
            }
        }
    }
}
