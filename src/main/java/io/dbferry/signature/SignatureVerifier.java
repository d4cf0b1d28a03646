package io.dbferry.signature;

import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** Checks signatures against the keys that are trusted, as {@code ssh-keygen -Y verify -n dbferry} does. */
public final class SignatureVerifier {
    private final AllowedSigners allowed;

    public SignatureVerifier(AllowedSigners allowed) {
        this.allowed = allowed;
    }

    /**
     * Who signed the message: the principals of the first line of {@code allowed_signers} that trusts the signature.
     *
     * @param armoredSignature may come from anyone
     * @throws SignatureRefusedException if it is malformed, not of this message, or not of a key trusted now
     */
    public String verify(byte[] message, byte[] armoredSignature, Instant now) throws SignatureRefusedException {
        SshSignature signature = SshSignature.parse(Armor.unwrap(armoredSignature));
        String key = Base64.getEncoder().encodeToString(signature.publicKey());
        List<AllowedSigner> signers = allowed.withKey(key);
        if (signers.isEmpty()) {
            throw new SignatureRefusedException("the key that signed is not among the allowed signers");
        }
        if (!signature.namespace().equals(SshSignature.NAMESPACE)) {
            throw new SignatureRefusedException("the signature is for the namespace '" + signature.namespace()
                    + "', not '" + SshSignature.NAMESPACE + "'");
        }
        signature.check(message);
        for (AllowedSigner signer : signers) {
            if (signer.objection(signature.namespace(), now).isEmpty()) {
                return signer.principals();
            }
        }
        throw new SignatureRefusedException(
                signers.get(0).objection(signature.namespace(), now).orElseThrow());
    }
}
