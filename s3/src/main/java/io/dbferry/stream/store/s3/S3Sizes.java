package io.dbferry.stream.store.s3;

/**
 * How much goes into one request.
 *
 * @param partBytes how large a part of an upload is, unless the object has too many of them; in memory, one at a time
 * @param pageKeys how many keys a listing asks for
 */
record S3Sizes(int partBytes, int pageKeys) {
    static final S3Sizes NORMAL = new S3Sizes(16 << 20, 1000);
}
