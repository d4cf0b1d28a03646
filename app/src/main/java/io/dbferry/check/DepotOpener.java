package io.dbferry.check;

import io.dbferry.stream.Depot;
import io.dbferry.stream.store.DepotException;

/** Opens the config's depot. */
@FunctionalInterface
public interface DepotOpener {
    Depot open() throws DepotException;
}
