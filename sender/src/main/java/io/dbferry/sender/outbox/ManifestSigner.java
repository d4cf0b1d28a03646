package io.dbferry.sender.outbox;

/** Signs manifests and heartbeats, and recognizes its own signatures. */
public interface ManifestSigner {
    /** A sender without a key: what it leaves carries no signature, so every manifest may be its own. */
    ManifestSigner NONE = new ManifestSigner() {
        @Override
        public byte[] sign(byte[] message) {
            return new byte[0];
        }

        @Override
        public boolean signs() {
            return false;
        }

        @Override
        public boolean isOwn(byte[] message, byte[] signature) {
            return true;
        }
    };

    /** The armored signature, or no bytes for none. */
    byte[] sign(byte[] message);

    /** Whether there is a key. */
    boolean signs();

    /**
     * Whether this sender may have left the message; with a key, only if the key signed it.
     *
     * @param signature may come from anyone; no bytes for none
     */
    boolean isOwn(byte[] message, byte[] signature);
}
