/**
 * OpenSSH signatures (SSHSIG, OpenSSH's {@code PROTOCOL.sshsig}) over a message, and the {@code allowed_signers} that
 * are trusted. {@code ssh-keygen -Y sign} and {@code -Y verify} make and check the same signatures. Imports nothing of
 * ours.
 */
@NullMarked
package io.dbferry.stream.signature;

import org.jspecify.annotations.NullMarked;
