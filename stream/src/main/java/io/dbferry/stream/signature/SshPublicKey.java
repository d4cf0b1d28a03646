package io.dbferry.stream.signature;

import io.dbferry.stream.signature.SignatureRefusedException.Kind;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * A public key in SSH's form (RFC 4253 section 6.6, RFC 5656, RFC 8709), and the check of a signature in SSH's form
 * with the JDK's own providers.
 */
final class SshPublicKey {
    /** The DER in front of the 32 bytes of an Ed25519 key (RFC 8410, section 4). */
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int ED25519_KEY_BYTES = 32;
    /** What OpenSSH itself asks for at least (SSH_RSA_MINIMUM_MODULUS_SIZE). */
    private static final int RSA_MIN_BITS = 1024;

    private static final int RSA_MAX_BITS = 16384;

    private static final Set<String> TYPES =
            Set.of("ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521");

    private final String type;
    private final PublicKey key;
    /** Bytes of each coordinate of an elliptic curve; 0 for other types. */
    private final int coordinateBytes;

    private SshPublicKey(String type, PublicKey key, int coordinateBytes) {
        this.type = type;
        this.key = key;
        this.coordinateBytes = coordinateBytes;
    }

    /** Whether signatures of this type of key can be checked. */
    static boolean isKnown(String type) {
        return TYPES.contains(type);
    }

    /** The type that a key's blob names; {@code …-cert-v01@openssh.com} for a certificate. */
    static String type(byte[] blob) throws SignatureRefusedException {
        return new WireReader(blob, "the public key").text("type");
    }

    static SshPublicKey parse(byte[] blob) throws SignatureRefusedException {
        WireReader reader = new WireReader(blob, "the public key");
        String type = reader.text("type");
        try {
            SshPublicKey key =
                    switch (type) {
                        case "ssh-ed25519" -> ed25519(type, reader);
                        case "ssh-rsa" -> rsa(type, reader);
                        case "ecdsa-sha2-nistp256" -> ecdsa(type, reader, "nistp256", "secp256r1", 32);
                        case "ecdsa-sha2-nistp384" -> ecdsa(type, reader, "nistp384", "secp384r1", 48);
                        case "ecdsa-sha2-nistp521" -> ecdsa(type, reader, "nistp521", "secp521r1", 66);
                        default -> throw new SignatureRefusedException("keys of type '" + type + "' are not known");
                    };
            reader.end();
            return key;
        } catch (GeneralSecurityException e) {
            throw new SignatureRefusedException("the public key is malformed: " + e.getMessage(), e);
        }
    }

    private static SshPublicKey ed25519(String type, WireReader reader)
            throws SignatureRefusedException, GeneralSecurityException {
        byte[] point = reader.string("point");
        if (point.length != ED25519_KEY_BYTES) {
            throw reader.malformed("its point has " + point.length + " bytes");
        }
        byte[] encoded = new WireWriter().raw(ED25519_PREFIX).raw(point).toBytes();
        PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        return new SshPublicKey(type, key, 0);
    }

    private static SshPublicKey rsa(String type, WireReader reader)
            throws SignatureRefusedException, GeneralSecurityException {
        BigInteger exponent = reader.positive("exponent");
        BigInteger modulus = reader.positive("modulus");
        if (modulus.bitLength() < RSA_MIN_BITS || modulus.bitLength() > RSA_MAX_BITS) {
            throw reader.malformed("its modulus has " + modulus.bitLength() + " bits");
        }
        PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
        return new SshPublicKey(type, key, 0);
    }

    private static SshPublicKey ecdsa(String type, WireReader reader, String curve, String javaCurve, int bytes)
            throws SignatureRefusedException, GeneralSecurityException {
        String named = reader.text("curve");
        byte[] point = reader.string("point");
        if (!named.equals(curve) || point.length != 1 + 2 * bytes || point[0] != 4) {
            throw reader.malformed("its point is not an uncompressed one of " + curve);
        }
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(javaCurve));
        ECPoint coordinates = new ECPoint(
                new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + bytes)),
                new BigInteger(1, Arrays.copyOfRange(point, 1 + bytes, point.length)));
        PublicKey key = KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(coordinates, parameters.getParameterSpec(ECParameterSpec.class)));
        return new SshPublicKey(type, key, bytes);
    }

    String type() {
        return type;
    }

    void verify(byte[] signed, byte[] signature) throws SignatureRefusedException {
        WireReader reader = new WireReader(signature, "the signature");
        String algorithm = reader.text("algorithm");
        byte[] value = reader.string("value");
        reader.end();
        String javaAlgorithm = javaAlgorithm(algorithm);
        byte[] javaValue = coordinateBytes == 0 ? value : fixedLength(value);
        try {
            Signature verifier = Signature.getInstance(javaAlgorithm);
            verifier.initVerify(key);
            verifier.update(signed);
            if (verifier.verify(javaValue)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw new SignatureRefusedException(Kind.OTHER_CONTENT, "the signature does not fit the message", e);
        }
        throw new SignatureRefusedException(Kind.OTHER_CONTENT, "the signature does not fit the message");
    }

    /** The JDK's name of an SSH signature algorithm, if it goes with this type of key; ssh-rsa is SHA-1, thus none. */
    private String javaAlgorithm(String algorithm) throws SignatureRefusedException {
        return switch (type + " " + algorithm) {
            case "ssh-ed25519 ssh-ed25519" -> "Ed25519";
            case "ssh-rsa rsa-sha2-512" -> "SHA512withRSA";
            case "ssh-rsa rsa-sha2-256" -> "SHA256withRSA";
            case "ecdsa-sha2-nistp256 ecdsa-sha2-nistp256" -> "SHA256withECDSAinP1363Format";
            case "ecdsa-sha2-nistp384 ecdsa-sha2-nistp384" -> "SHA384withECDSAinP1363Format";
            case "ecdsa-sha2-nistp521 ecdsa-sha2-nistp521" -> "SHA512withECDSAinP1363Format";
            default ->
                throw new SignatureRefusedException(
                        "the signature algorithm '" + algorithm + "' is not one for keys of type '" + type + "'");
        };
    }

    /** SSH's two numbers of an ECDSA signature (RFC 5656, section 3.1.2), each padded to the curve's length. */
    private byte[] fixedLength(byte[] value) throws SignatureRefusedException {
        WireReader reader = new WireReader(value, "the signature");
        byte[] fixed = new byte[2 * coordinateBytes];
        for (int end = coordinateBytes; end <= fixed.length; end += coordinateBytes) {
            byte[] number = reader.positive("number").toByteArray();
            int skipped = number[0] == 0 ? 1 : 0;
            int length = number.length - skipped;
            if (length > coordinateBytes) {
                throw reader.malformed("a number has " + length + " bytes");
            }
            System.arraycopy(number, skipped, fixed, end - length, length);
        }
        reader.end();
        return fixed;
    }
}
