/** Object stores that speak S3: Amazon's, Ceph's, MinIO, R2. The only package that knows Amazon's library. */
@NullMarked
package io.dbferry.stream.store.s3;

import org.jspecify.annotations.NullMarked;
