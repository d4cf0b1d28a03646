package io.dbferry.demo.city;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * What the made-up Santiago is made of: names, codes and places. What is asked by number is always the same; what is
 * asked of a random source is as deterministic as that source.
 */
public final class TransappCity {
    private static final int PHONES = 800;
    private static final String PLATE_LETTERS = "BCDFGHJKLPRSTVWXYZ";

    private static final List<String> STREETS = List.of(
            "Avenida Libertador Bernardo O'Higgins",
            "José Pedro Alessandri",
            "Américo Vespucio",
            "Vicuña Mackenna",
            "Irarrázaval",
            "Ñuble",
            "San Martín",
            "Cóndor",
            "Concón",
            "Pajaritos",
            "Santa Rosa",
            "Blanco Encalada",
            "Beauchef",
            "Tupper",
            "Ejército",
            "República");

    private static final List<String> MESSAGES = List.of(
            "La micro no paró",
            "El bus venía lleno y el chofer no quiso abrir",
            "Paradero sin techo, se llueve entero",
            "Validador malo",
            "Todo bien, gracias",
            "Llevo 25 minutos esperando la micro en Ñuñoa",
            "El chofer dijo \"no hay más espacio\" y siguió",
            "Se detuvo en 'la otra' esquina",
            "Primera línea\nsegunda línea\n\ty con sangría",
            "¡Excelente servicio! 🚌👏",
            "Ruta C:\\buses\\506 mal anunciada \\N \\.",
            "100% lleno; vidrio roto\r\nasiento suelto");

    private TransappCity() {}

    static String stopCode(int stop) {
        return "P" + (char) ('A' + stop % 10) + (100 + stop / 10);
    }

    public static String stopName(int stop) {
        return STREETS.get(stop % STREETS.size()) + " / Paradero " + stop;
    }

    static String service(int service) {
        if (service <= 40) {
            return Integer.toString(100 + service);
        }
        return service <= 60 ? "B" + (service - 30) : Integer.toString(440 + service);
    }

    static String street(int number) {
        return STREETS.get(Math.floorMod(number, STREETS.size()));
    }

    static String event(int event) {
        return "evn" + (event <= 10 ? "001" : "002") + (event <= 10 ? 10 + event : event);
    }

    static String message(SplittableRandom random) {
        return MESSAGES.get(random.nextInt(MESSAGES.size()));
    }

    /** A Chilean one, {@code BJFD-33}. */
    static String plate(SplittableRandom random) {
        StringBuilder plate = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            plate.append(PLATE_LETTERS.charAt(random.nextInt(PLATE_LETTERS.length())));
        }
        return plate.append('-').append(random.nextInt(10, 100)).toString();
    }

    static String busPlate(int bus) {
        return plate(new SplittableRandom(bus));
    }

    static UUID busUuid(int bus) {
        return uuid("bus " + bus);
    }

    static UUID phone(SplittableRandom random) {
        return uuid("phone " + random.nextInt(PHONES));
    }

    static double longitude(SplittableRandom random) {
        return micro(-70.80 + 0.28 * random.nextDouble());
    }

    static double latitude(SplittableRandom random) {
        return micro(-33.61 + 0.27 * random.nextDouble());
    }

    /** Six decimals, about 10 cm, as the app's phones send. */
    static double micro(double degrees) {
        return Math.round(degrees * 1e6) / 1e6;
    }

    /** What a report's {@code reportInfo} holds; either list may be empty. */
    static String reportInfo(List<String> buses, List<String> stops, SplittableRandom random) {
        return "{\"locationUser\": {\"longitude\": " + longitude(random) + ", \"latitude\": " + latitude(random)
                + "}, \"buses\": [" + String.join(", ", buses) + "], \"busStops\": [" + String.join(", ", stops) + "]}";
    }

    static String busInfo(String service, String plate, UUID uuid) {
        return "{\"service\": \"" + service + "\", \"licensePlate\": \"" + plate + "\", \"uuid\": \"" + uuid + "\"}";
    }

    static String stopInfo(String code) {
        return "{\"code\": \"" + code + "\"}";
    }

    private static UUID uuid(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.US_ASCII));
    }
}
