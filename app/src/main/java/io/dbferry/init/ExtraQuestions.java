package io.dbferry.init;

import io.dbferry.config.time.CronExpression;
import io.dbferry.init.ask.BadAnswer;
import io.dbferry.init.ask.Prompter;
import io.dbferry.init.ask.Question;
import io.dbferry.init.write.Extras;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What is never asked for, and can be answered: by options, or by the original's settings. */
final class ExtraQuestions {
    private static final String NONE = "none";

    private ExtraQuestions() {}

    /** @param folder of the config */
    static Extras ask(Prompter interview, Path folder) {
        Optional<String> to = given(interview, "--mail-to");
        Optional<String> from = given(interview, "--mail-from");
        Optional<String> smtp = given(interview, "--smtp");
        Optional<String> user = given(interview, "--smtp-user");
        List<String> mail = to.isPresent()
                        && from.isPresent()
                        && smtp.filter(ExtraQuestions::isServer).isPresent()
                ? Extras.mailLines(
                        to.get(),
                        from.get(),
                        smtp.get(),
                        user,
                        folder.resolve("smtp-password").toString())
                : List.of();
        return new Extras(times(interview, "--complete-times"), times(interview, "--partial-times"), mail);
    }

    private static Optional<String> given(Prompter interview, String flag) {
        return interview.given(new Question(flag, flag, NONE), answer -> answer).filter(answer -> !answer.equals(NONE));
    }

    private static boolean isServer(String smtp) {
        return smtp.matches("(starttls|tls|none)://[A-Za-z0-9.-]+(:[0-9]{1,5})?");
    }

    private static Optional<String> times(Prompter interview, String flag) {
        return interview
                .given(new Question(flag, flag, NONE), ExtraQuestions::times)
                .filter(answer -> !answer.equals(NONE));
    }

    private static String times(String answer) throws BadAnswer {
        try {
            if (!answer.equals(NONE) && !answer.equals("never")) {
                CronExpression.parse(answer);
            }
            return answer;
        } catch (IllegalArgumentException e) {
            throw new BadAnswer(String.valueOf(e.getMessage()));
        }
    }
}
