/** A folder of an SFTP server as the store: login, host keys, uploads that resume where they broke. */
@NullMarked
package io.dbferry.stream.store.sftp;

import org.jspecify.annotations.NullMarked;
