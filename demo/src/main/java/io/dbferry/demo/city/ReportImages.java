package io.dbferry.demo.city;

import io.dbferry.files.AtomicFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Draws the photos of reports: a bus or a bus stop under the report's number, a JPEG of 5 to 40 KB, each different.
 * The number is drawn from dots, because a Java without fonts cannot write text. Not for several threads.
 */
final class ReportImages {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;
    private static final int SPECKS = 450;
    private static final int DOT = 7;

    /** Digits of three by five dots, row by row from the top left. */
    private static final int[] DIGITS = {
        0b111_101_101_101_111, 0b010_110_010_010_111, 0b111_001_111_100_111, 0b111_001_111_001_111,
        0b101_101_111_001_001, 0b111_100_111_001_111, 0b111_100_111_101_111, 0b111_001_001_001_001,
        0b111_101_111_101_111, 0b111_101_111_001_111
    };

    private final long seed;
    private final Path folder;
    private final BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);

    ReportImages(long seed, Path folder) {
        this.seed = seed;
        this.folder = folder;
        System.setProperty("java.awt.headless", "true");
    }

    /** What the report names its image: {@code <id>_<hash>.jpeg}. */
    static String name(long seed, long report) {
        return report + "_" + HexFormat.of().toHexDigits(new SplittableRandom(seed + report).nextLong(), 8) + ".jpeg";
    }

    /** Draws the image of a report; it appears whole under its name, which is returned. */
    String write(long report) throws IOException {
        draw(report, new SplittableRandom(seed ^ report));
        String name = name(seed, report);
        AtomicFile.writeReadable(folder.resolve(name), jpeg());
        return name;
    }

    private void draw(long report, SplittableRandom random) {
        Graphics2D graphics = image.createGraphics();
        fill(graphics, new Color(170 + random.nextInt(60), 200, 235), 0, 0, WIDTH, 160);
        fill(graphics, Color.GRAY, 0, 160, WIDTH, 80);
        for (int i = 0; i < SPECKS; i++) {
            Color color = new Color(random.nextInt(0x1000000));
            fill(graphics, color, random.nextInt(WIDTH), random.nextInt(HEIGHT), 1 + random.nextInt(5), 2);
        }
        if (report % 2 == 0) {
            drawBus(graphics, new Color(random.nextInt(0x808080)), 20 + random.nextInt(80));
        } else {
            drawStop(graphics, new Color(random.nextInt(0x808080)), 40 + random.nextInt(120));
        }
        drawNumber(graphics, Long.toString(report));
        graphics.dispose();
    }

    private static void drawBus(Graphics2D graphics, Color color, int left) {
        fill(graphics, color, left, 80, 190, 85);
        for (int window = 0; window < 5; window++) {
            fill(graphics, Color.WHITE, left + 10 + 36 * window, 92, 26, 26);
        }
        graphics.setColor(Color.BLACK);
        graphics.fillOval(left + 25, 150, 34, 34);
        graphics.fillOval(left + 130, 150, 34, 34);
    }

    private static void drawStop(Graphics2D graphics, Color color, int left) {
        fill(graphics, Color.DARK_GRAY, left, 60, 6, 130);
        fill(graphics, Color.DARK_GRAY, left + 120, 60, 6, 130);
        fill(graphics, color, left - 12, 50, 150, 14);
        fill(graphics, color, left + 20, 140, 86, 10);
    }

    private static void drawNumber(Graphics2D graphics, String number) {
        for (int i = 0; i < number.length(); i++) {
            int digit = DIGITS[number.charAt(i) - '0'];
            for (int dot = 0; dot < 15; dot++) {
                if ((digit >> (14 - dot) & 1) == 1) {
                    fill(graphics, Color.RED, 10 + 4 * DOT * i + DOT * (dot % 3), 8 + DOT * (dot / 3), DOT, DOT);
                }
            }
        }
    }

    private static void fill(Graphics2D graphics, Color color, int x, int y, int width, int height) {
        graphics.setColor(color);
        graphics.fillRect(x, y, width, height);
    }

    /** Encodes in memory: {@code ImageIO.write} would put a temporary file outside the demo's folder. */
    private byte[] jpeg() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(output);
            writer.write(image);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
