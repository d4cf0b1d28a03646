package io.dbferry.receiver.open;

/** Decides whose shipments are applied. */
@FunctionalInterface
public interface ShipmentTrust {
    /** A shipment that is not to be trusted, and why. */
    final class UntrustedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String hint;

        public UntrustedException(String message, String hint) {
            super(message);
            this.hint = hint;
        }

        String hint() {
            return hint;
        }
    }

    /** @param signature the armored signature; no bytes if the shipment has none */
    void check(byte[] manifest, byte[] signature) throws UntrustedException;
}
