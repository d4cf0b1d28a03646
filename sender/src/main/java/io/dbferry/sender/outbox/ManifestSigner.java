package io.dbferry.sender.outbox;

/** Signs manifests and heartbeats. */
@FunctionalInterface
public interface ManifestSigner {
    /** A sender without a key: what it leaves carries no signature. */
    ManifestSigner NONE = message -> new byte[0];

    /** The armored signature, or no bytes for none. */
    byte[] sign(byte[] message);
}
