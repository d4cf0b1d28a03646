import io.dbferry.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Runs commands of DbFerry in one Java process: a line with a log file and the words, between tabs, is answered by an exit code. */
final class Commands {
    private Commands() {}

    public static void main(String[] args) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split("\t");
            try (PrintWriter log = new PrintWriter(Files.newBufferedWriter(Path.of(words[0])))) {
                String[] command = Arrays.copyOfRange(words, 1, words.length);
                System.out.println(Main.run(log, log, command));
            }
        }
    }
}
