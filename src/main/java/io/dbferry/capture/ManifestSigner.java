package io.dbferry.capture;

/** Signs manifests. */
@FunctionalInterface
public interface ManifestSigner {
    /** A sender without a key: its shipments carry no signature. */
    ManifestSigner NONE = manifest -> new byte[0];

    /** The armored signature, or no bytes for none. */
    byte[] sign(byte[] manifest);
}
