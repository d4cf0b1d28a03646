package io.dbferry.stream.store.part;

import io.dbferry.files.InstalledParts;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.retry.StoreAction;

/** The stores among the parts that are installed. */
public record StoreParts(InstalledParts parts) {
    public static StoreParts installed() {
        return new StoreParts(InstalledParts.ofThis());
    }

    /** @param scheme names the part too */
    public StorePart find(String scheme, String depot) throws DepotException {
        return parts.find(StorePart.class, scheme, part -> part.scheme().equals(scheme))
                .orElseThrow(() -> StoreAction.open(depot)
                        .because(
                                Problem.ACCESS,
                                "the part of DbFerry for " + scheme + ":// is not installed: no jars in "
                                        + parts.places(scheme),
                                "Install the package dbferry-" + scheme + ", or unpack dbferry-" + scheme
                                        + "-VERSION.tar.gz over the archive: docs/how-to/use-an-object-store.md.",
                                null));
    }
}
