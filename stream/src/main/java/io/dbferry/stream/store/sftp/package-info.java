/** A folder of an SFTP server as the store: questions that go together, uploads that resume where they broke. */
@NullMarked
package io.dbferry.stream.store.sftp;

import org.jspecify.annotations.NullMarked;
