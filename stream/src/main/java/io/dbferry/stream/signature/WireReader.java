package io.dbferry.stream.signature;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads SSH's data types (RFC 4251, section 5) from bytes that may come from anyone. Takes no memory for a length that
 * the bytes do not have, and accepts one way only to write each value.
 */
final class WireReader {
    private final byte[] bytes;
    private final String what;
    private int position;

    /** @param what what the bytes are, for messages, such as {@code the signature} */
    WireReader(byte[] bytes, String what) {
        this.bytes = bytes;
        this.what = what;
    }

    byte[] raw(int length, String name) throws SignatureRefusedException {
        if (length > bytes.length - position) {
            throw malformed(name + " at byte " + position + " needs " + length + " bytes, " + (bytes.length - position)
                    + " are left");
        }
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    long uint32(String name) throws SignatureRefusedException {
        byte[] four = raw(Integer.BYTES, name);
        return (four[0] & 0xffL) << 24 | (four[1] & 0xffL) << 16 | (four[2] & 0xffL) << 8 | (four[3] & 0xffL);
    }

    byte[] string(String name) throws SignatureRefusedException {
        int start = position;
        long length = uint32(name);
        if (length > bytes.length - position) {
            throw malformed(name + " at byte " + start + " claims " + length + " bytes, " + (bytes.length - position)
                    + " are left");
        }
        return raw((int) length, name);
    }

    String text(String name) throws SignatureRefusedException {
        return new String(string(name), StandardCharsets.UTF_8);
    }

    /** A positive number, without any zero byte in front but the one that keeps it positive. */
    BigInteger positive(String name) throws SignatureRefusedException {
        int start = position;
        byte[] number = string(name);
        boolean padded = number.length > 1 && number[0] == 0 && number[1] >= 0;
        if (number.length == 0 || number[0] < 0 || padded || (number.length == 1 && number[0] == 0)) {
            throw malformed(name + " at byte " + start + " is not a positive number");
        }
        return new BigInteger(number);
    }

    void end() throws SignatureRefusedException {
        if (position != bytes.length) {
            throw malformed((bytes.length - position) + " bytes follow its end at byte " + position);
        }
    }

    SignatureRefusedException malformed(String reason) {
        return new SignatureRefusedException(what + " is malformed: " + reason);
    }
}
