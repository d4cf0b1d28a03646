package io.dbferry.stream.signature;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The text form of a signature: base64 between two lines, as {@code ssh-keygen -Y sign} writes it. */
final class Armor {
    private static final String BEGIN = "-----BEGIN SSH SIGNATURE-----";
    private static final String END = "-----END SSH SIGNATURE-----";
    /** The length of a line that ssh-keygen writes. */
    private static final int LINE = 70;
    /** Far more than the largest RSA key needs. */
    private static final int MAX_BYTES = 1 << 16;

    private Armor() {}

    static byte[] wrap(byte[] blob) {
        String base64 = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(blob);
        // The MIME encoder rounds a line down to whole groups of four; ssh-keygen does not mind.
        return (BEGIN + "\n" + base64 + "\n" + END + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] unwrap(byte[] armored) throws SignatureRefusedException {
        if (armored.length > MAX_BYTES) {
            throw new SignatureRefusedException(
                    "the signature is malformed: it has " + armored.length + " bytes, more than " + MAX_BYTES);
        }
        String text = new String(armored, StandardCharsets.ISO_8859_1).strip();
        if (!text.startsWith(BEGIN) || !text.endsWith(END) || text.length() < BEGIN.length() + END.length()) {
            throw new SignatureRefusedException(
                    "the signature is malformed: it is not between '" + BEGIN + "' and '" + END + "'");
        }
        String base64 =
                text.substring(BEGIN.length(), text.length() - END.length()).replaceAll("[\r\n\t ]", "");
        try {
            byte[] blob = Base64.getDecoder().decode(base64);
            if (Base64.getEncoder().encodeToString(blob).equals(base64)) {
                return blob;
            }
        } catch (IllegalArgumentException e) {
            throw new SignatureRefusedException("the signature is malformed: its text is not base64", e);
        }
        throw new SignatureRefusedException("the signature is malformed: its base64 is not canonical");
    }
}
