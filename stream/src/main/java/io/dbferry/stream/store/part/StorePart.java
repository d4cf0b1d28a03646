package io.dbferry.stream.store.part;

import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.Store;

/** Opens stores of one kind; a service in the sense of {@link java.util.ServiceLoader}. */
public interface StorePart {
    /** What stands before {@code ://} in the depot. */
    String scheme();

    Store open(ObjectAccount account) throws DepotException;
}
