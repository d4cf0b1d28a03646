package io.dbferry.init.pair;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.StringJoiner;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Four words that both sides work out of what they have: the line's secret, the key that went over, and the host key that it went
 * to. They are the same only if nobody exchanged one of these on the way.
 *
 * <p>Four words are 32 bits. Who has the line and knows the sender's key can look for another key with the same words, so one try
 * takes {@value #ROUNDS} rounds of PBKDF2 (RFC 8018): 2^32 tries in 15 minutes need some hundred thousand cores.
 */
final class PairingWords {
    static final int COUNT = 4;
    private static final int ROUNDS = 100_000;

    static final String[] WORDS = """
            acorn actor alarm album amber angel anvil apple april apron arrow aspen atlas attic autumn bacon badge
            baker bamboo banana banjo barrel basin basket beach beacon beaver berry blanket blossom bonnet border
            bottle branch bread brick bridge bronze brush bucket butter button cabin cactus camel camera candle
            canoe canvas carbon carpet castle cellar chalk cherry chess circle circus clay cliff clock cloud clover
            cobra coffee collar comet copper coral corner cotton cousin cradle crater cricket crown crystal curtain
            dancer desert diamond dinner doctor dolphin donkey dragon drawer eagle earth echo elbow ember engine
            estate fabric falcon farmer feather fence ferry fiddle finger flag flute forest fossil fountain frost
            galaxy garden garlic gate ginger giraffe glacier glove goblet grape gravel guitar hammer harbor harvest
            hazel helmet heron hockey honey hotel igloo insect island ivory jacket jaguar jasmine jelly jewel
            jungle kayak kettle kitchen kitten knight ladder lagoon lantern lemon leopard lily linen lizard lobster
            lotus lumber magnet mango maple marble market meadow melon mirror monkey morning mosaic motor mountain
            museum napkin noodle north nutmeg oasis ocean olive onion opera orange orbit orchid otter oven oyster
            paddle palace panda paper parrot pasta peach pebble pencil pepper piano pigeon pillow planet plum
            pocket pond potato prairie prism pumpkin puzzle quartz queen rabbit raven ribbon river robin rocket
            saddle saffron sailor salmon sandal satin school shadow silver sketch snow spider spoon squirrel stable
            statue sugar summer sunset table temple thunder tiger timber tomato trumpet tulip tunnel turtle
            umbrella valley velvet village violet volcano wagon walnut window winter wizard yellow zebra""".strip().split("\\s+");

    private PairingWords() {}

    static String of(PairingLine line, String key) {
        String text = String.join(
                "\n", line.secret(), line.hostKey(), line.recipient().orElse(""), line.stream(), key);
        byte[] salt = "dbferry pairing 1".getBytes(StandardCharsets.US_ASCII);
        try {
            byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(text.toCharArray(), salt, ROUNDS, COUNT * Byte.SIZE))
                    .getEncoded();
            StringJoiner words = new StringJoiner(" ");
            for (byte each : hash) {
                words.add(WORDS[Byte.toUnsignedInt(each)]);
            }
            return words.toString();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PBKDF2WithHmacSHA256", e);
        }
    }
}
