package io.dbferry.stream.signature;

import io.dbferry.stream.signature.SignatureRefusedException.Kind;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** Checks signatures against the keys that are trusted, as {@code ssh-keygen -Y verify -n dbferry} does. */
public final class SignatureVerifier {
    /** How the types of certificates end (OpenSSH's {@code PROTOCOL.certkeys}). */
    private static final String CERTIFICATE = "-cert-v01@openssh.com";

    private final AllowedSigners allowed;
    private final String principal;

    /** @param principal for whom a key must be allowed to sign, as {@code ssh-keygen -I} names it */
    public SignatureVerifier(AllowedSigners allowed, String principal) {
        this.allowed = allowed;
        this.principal = principal;
    }

    /**
     * Who signed the message: the principals of the first line of {@code allowed_signers} that trusts the signature.
     *
     * @param armoredSignature may come from anyone
     * @param now when keys must be valid; a time that the message itself gives would be the signer's choice
     * @throws SignatureRefusedException if it is malformed, not of this message, or not of a key trusted now
     */
    public String verify(byte[] message, byte[] armoredSignature, Instant now) throws SignatureRefusedException {
        SshSignature signature = SshSignature.parse(Armor.unwrap(armoredSignature));
        String key = Base64.getEncoder().encodeToString(signature.publicKey());
        List<AllowedSigner> signers = allowed.withKey(key);
        if (SshPublicKey.type(signature.publicKey()).endsWith(CERTIFICATE)) {
            throw new SignatureRefusedException(
                    Kind.NOT_ALLOWED, "it is made with a certificate, and certificates are not taken");
        }
        if (signers.isEmpty()) {
            throw new SignatureRefusedException(
                    Kind.UNKNOWN_KEY, "the key that signed is not among the allowed signers");
        }
        if (!signature.namespace().equals(SshSignature.NAMESPACE)) {
            throw new SignatureRefusedException(
                    Kind.NOT_ALLOWED,
                    "the signature is for the namespace '" + signature.namespace() + "', not '" + SshSignature.NAMESPACE
                            + "'");
        }
        signature.check(message);
        for (AllowedSigner signer : signers) {
            if (signer.objection(principal, signature.namespace(), now).isEmpty()) {
                return signer.name();
            }
        }
        throw new SignatureRefusedException(
                Kind.NOT_ALLOWED,
                signers.get(0).objection(principal, signature.namespace(), now).orElseThrow());
    }
}
