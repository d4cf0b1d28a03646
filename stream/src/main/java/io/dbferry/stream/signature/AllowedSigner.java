package io.dbferry.stream.signature;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One line of {@code allowed_signers}.
 *
 * @param principals patterns of the names that the key signs for
 * @param keyBase64 the key's blob, canonical
 * @param authority whether the key is a certificate authority's, which signs certificates and no messages
 * @param namespaces patterns; none means any namespace
 */
record AllowedSigner(
        List<String> principals,
        String keyBase64,
        boolean authority,
        List<String> namespaces,
        Optional<Instant> validAfter,
        Optional<Instant> validBefore) {
    AllowedSigner {
        principals = List.copyOf(principals);
        namespaces = List.copyOf(namespaces);
    }

    /** Why a signature with this key, for that principal and namespace, at that time, is not trusted; absent if it is. */
    Optional<String> objection(String principal, String namespace, Instant now) {
        if (authority) {
            return Optional.of(
                    "the key of '" + name() + "' is a certificate authority's, and certificates are not" + " taken");
        }
        if (!NamePatterns.match(principals, principal)) {
            return Optional.of("the key of '" + name() + "' is not allowed for the principal '" + principal + "'");
        }
        if (!namespaces.isEmpty() && !NamePatterns.match(namespaces, namespace)) {
            return Optional.of("the key of '" + name() + "' is not allowed for the namespace '" + namespace + "'");
        }
        if (validAfter.isPresent() && now.isBefore(validAfter.get())) {
            return Optional.of("the key of '" + name() + "' is not valid before " + validAfter.get());
        }
        if (validBefore.isPresent() && now.isAfter(validBefore.get())) {
            return Optional.of("the key of '" + name() + "' is not valid after " + validBefore.get());
        }
        return Optional.empty();
    }

    /** The principals as the file has them. */
    String name() {
        return String.join(",", principals);
    }
}
