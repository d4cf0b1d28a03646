package io.dbferry.check;

import io.dbferry.depot.Depot;
import io.dbferry.depot.DepotException;

/** Opens the config's depot. */
@FunctionalInterface
public interface DepotOpener {
    Depot open() throws DepotException;
}
