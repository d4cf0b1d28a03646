/** Logging in to an SFTP server: the account, its keys, and the server's key, which must be a known one. */
@NullMarked
package io.dbferry.stream.store.sftp.login;

import org.jspecify.annotations.NullMarked;
