package io.dbferry.init;

import io.dbferry.init.ask.BadAnswer;
import io.dbferry.init.ask.Prompter;
import io.dbferry.init.ask.Question;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.stream.IntStream;

/** The port of the status page: the first that is free here, unless one was given, or chosen by an earlier run. */
final class PageQuestion {
    private static final int FIRST = 9187;
    private static final int LAST = 9199;

    private PageQuestion() {}

    static Optional<Integer> ask(Prompter interview) {
        return interview.given(new Question("--page", "Port of the status page", free()), PageQuestion::port);
    }

    private static String free() {
        return String.valueOf(IntStream.range(FIRST, LAST)
                .filter(PageQuestion::isFree)
                .findFirst()
                .orElse(LAST));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.isBound();
        } catch (IOException e) {
            return false; // somebody listens there
        }
    }

    private static Integer port(String answer) throws BadAnswer {
        if (!answer.matches("[1-9][0-9]{0,4}") || Integer.parseInt(answer) > 65_535) {
            throw new BadAnswer("'" + answer + "' is not a port");
        }
        return Integer.valueOf(answer);
    }
}
