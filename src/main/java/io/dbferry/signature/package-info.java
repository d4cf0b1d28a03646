/** OpenSSH signatures (SSHSIG) over a file, and the {@code allowed_signers} that are trusted. Imports nothing of ours. */
@NullMarked
package io.dbferry.signature;

import org.jspecify.annotations.NullMarked;
