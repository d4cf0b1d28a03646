package io.dbferry.status;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.util.Optional;

/**
 * A shipment as somebody names it.
 *
 * @param folder its folder's name, if that was given
 */
public record WantedShipment(Sequence sequence, Optional<String> folder) {

    /**
     * Reads {@code 42}, {@code 000042} or {@code 20261123T033500Z-000042}.
     *
     * @throws DbferryException for anything else
     */
    public static WantedShipment parse(String text) {
        if (text.matches("[0-9]{1,18}")) {
            return new WantedShipment(new Sequence(Long.parseLong(text)), Optional.empty());
        }
        return ShipmentName.parse(Kind.PARTIAL, text)
                .map(name -> new WantedShipment(name.sequence(), Optional.of(text)))
                .orElseThrow(() -> new DbferryException(
                        Failure.CONFIG,
                        "cannot find shipment '" + text + "': it is neither a number nor a shipment's name",
                        "Write its number, as in 42, or its name, as in 20261123T033500Z-000042"));
    }

    /** Whether that is the one. */
    public boolean isWanted(ShipmentName name) {
        return is(name.sequence()) && is(name.folder());
    }

    boolean is(Sequence other) {
        return sequence.equals(other);
    }

    boolean is(String otherFolder) {
        return folder.map(otherFolder::equals).orElse(true);
    }
}
