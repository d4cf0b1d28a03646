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

        /** By a disk or a crash, as far as can be seen: nobody is suspected. */
        public static UntrustedException damaged(String cause) {
            return new UntrustedException(
                    "its signature file is damaged: " + cause,
                    "Check the depot's disk. If the next shipments do not make up for this one, run 'dbferry dump complete'"
                            + " on the sender");
        }

        String hint() {
            return hint;
        }
    }

    /** @param signature the armored signature; no bytes if the shipment has none */
    void check(byte[] manifest, byte[] signature) throws UntrustedException;
}
