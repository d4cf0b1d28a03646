package io.dbferry.stream.store.s3;

import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.Store;
import io.dbferry.stream.store.part.ObjectAccount;
import io.dbferry.stream.store.part.StorePart;

/** Found by {@link java.util.ServiceLoader}. */
public final class S3Part implements StorePart {
    @Override
    public String scheme() {
        return "s3";
    }

    @Override
    public Store open(ObjectAccount account) throws DepotException {
        return S3Store.open(account);
    }
}
