package io.dbferry.stream.store.s3;

import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.part.ObjectAccount;

/**
 * Where files stand in the bucket.
 *
 * @param root what all keys begin with
 */
record S3Keys(String bucket, String root) {
    static S3Keys of(ObjectAccount account) {
        return new S3Keys(account.bucket(), account.prefix().isEmpty() ? "" : account.prefix() + "/");
    }

    String file(StorePath path) {
        return root + path;
    }

    /** What the keys of all that is in a folder begin with. */
    String folder(String folder) {
        return folder.isEmpty() ? root : root + StorePath.of(folder) + "/";
    }
}
