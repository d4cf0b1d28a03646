/**
 * Files in the age format (age-encryption.org/v1, X25519), as Debian's {@code age} writes and reads them: encrypted for
 * recipients on the sender, decrypted with identities on the receiver. Knows streams of bytes and no shipments; secret
 * keys appear in no message.
 */
@NullMarked
package io.dbferry.stream.age;

import org.jspecify.annotations.NullMarked;
