package io.dbferry.stream.signature;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Signs messages with an OpenSSH or PEM private key, as {@code ssh-keygen -Y sign -n dbferry} does. */
public final class SshSigner {
    private final KeyPair key;

    private SshSigner(KeyPair key) {
        this.key = key;
    }

    /**
     * Reads the key.
     *
     * @param passphraseFile its first line opens the key
     * @throws KeyFileException if the key cannot be read or opened
     */
    public static SshSigner open(Path privateKey, Optional<Path> passphraseFile) throws KeyFileException {
        byte[] bytes = read("sign with", privateKey, "private key");
        byte[] passphrase = passphraseFile.isEmpty()
                ? new byte[0]
                : firstLine(read("sign with", passphraseFile.get(), "passphrase file"));
        try {
            KeyPair key = KeyPair.load(new JSch(), bytes, null);
            if (key.isEncrypted() && passphrase.length == 0) {
                throw new KeyFileException(
                        "cannot sign with '" + privateKey + "': the private key needs a passphrase",
                        "Write it into a file that only you can read and name that in 'ssh.passphrase-file'.",
                        null);
            }
            if (key.isEncrypted() && !key.decrypt(passphrase)) {
                throw new KeyFileException(
                        "cannot sign with '" + privateKey + "': the passphrase does not open the private key",
                        "Try it: ssh-keygen -y -f '" + privateKey + "', then correct the passphrase file.",
                        null);
            }
            checkType(key, privateKey);
            return new SshSigner(key);
        } catch (JSchException | SignatureRefusedException | RuntimeException e) {
            throw new KeyFileException(
                    "cannot sign with '" + privateKey + "': it is not a private key in a format that is known",
                    "Name an OpenSSH or PEM private key; ssh-keygen -t ed25519 makes one.",
                    e);
        }
    }

    private static void checkType(KeyPair key, Path file) throws KeyFileException, SignatureRefusedException {
        String type = SshPublicKey.type(key.getPublicKeyBlob());
        if (!SshPublicKey.isKnown(type)) {
            throw new KeyFileException(
                    "cannot sign with '" + file + "': keys of type '" + type + "' do not sign",
                    "Name an Ed25519, ECDSA or RSA key; ssh-keygen -t ed25519 makes one.",
                    null);
        }
    }

    /** Reads a file of keys; {@code verb} is what was to be done with it. */
    static byte[] read(String verb, Path file, String what) throws KeyFileException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new KeyFileException(
                    "cannot " + verb + " '" + file + "': the " + what + " does not exist",
                    "Correct its path, or put the file there.",
                    e);
        } catch (IOException e) {
            throw new KeyFileException(
                    "cannot " + verb + " '" + file + "': the " + what + " cannot be read",
                    "Give the account that DbFerry runs as the right to read it.",
                    e);
        }
    }

    private static byte[] firstLine(byte[] file) {
        String text = new String(file, StandardCharsets.UTF_8);
        return text.lines().findFirst().orElse("").getBytes(StandardCharsets.UTF_8);
    }

    /** The armored signature of a message. */
    public byte[] sign(byte[] message) {
        byte[] signed = SshSignature.signed(message);
        byte[] signature =
                key.getKeyType() == KeyPair.RSA ? key.getSignature(signed, "rsa-sha2-512") : key.getSignature(signed);
        return Armor.wrap(SshSignature.blob(key.getPublicKeyBlob(), signature));
    }

    /** Whether this key signed the message, for DbFerry. The signature may come from anyone. */
    public boolean signed(byte[] message, byte[] armoredSignature) {
        try {
            SshSignature signature = SshSignature.parse(Armor.unwrap(armoredSignature));
            if (!Arrays.equals(signature.publicKey(), key.getPublicKeyBlob())
                    || !signature.namespace().equals(SshSignature.NAMESPACE)) {
                return false;
            }
            signature.check(message);
            return true;
        } catch (SignatureRefusedException e) {
            return false;
        }
    }
}
