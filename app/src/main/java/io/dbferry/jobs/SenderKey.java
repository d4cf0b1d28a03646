package io.dbferry.jobs;

import io.dbferry.sender.outbox.ManifestSigner;
import io.dbferry.stream.signature.SshSigner;

/** The sender's key, as the part that ships sees it. */
record SenderKey(SshSigner signer) implements ManifestSigner {
    @Override
    public byte[] sign(byte[] message) {
        return signer.sign(message);
    }

    @Override
    public boolean signs() {
        return true;
    }

    @Override
    public boolean isOwn(byte[] message, byte[] signature) {
        return signer.signed(message, signature);
    }
}
