package io.dbferry.signature;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One line of {@code allowed_signers}.
 *
 * @param keyBase64 the key's blob, canonical
 * @param namespaces patterns; none means any namespace
 */
record AllowedSigner(
        String principals,
        String keyBase64,
        List<String> namespaces,
        Optional<Instant> validAfter,
        Optional<Instant> validBefore) {
    AllowedSigner {
        namespaces = List.copyOf(namespaces);
    }

    /** Why a signature with this key, in that namespace, at that time, is not trusted; absent if it is. */
    Optional<String> objection(String namespace, Instant now) {
        if (!namespaces.isEmpty() && !NamePatterns.match(namespaces, namespace)) {
            return Optional.of("the key of '" + principals + "' is not allowed for the namespace '" + namespace + "'");
        }
        if (validAfter.isPresent() && now.isBefore(validAfter.get())) {
            return Optional.of("the key of '" + principals + "' is not valid before " + validAfter.get());
        }
        if (validBefore.isPresent() && now.isAfter(validBefore.get())) {
            return Optional.of("the key of '" + principals + "' is not valid after " + validBefore.get());
        }
        return Optional.empty();
    }
}
