package io.dbferry.init;

import io.dbferry.init.ask.Prompter;
import java.util.ArrayList;
import java.util.List;

/** What to do with the original before and after both sides are set up. */
public final class SwitchOver {
    private static final List<String> STOP = List.of(
            "both servers, as root, in the project's folder: python manage.py crontab remove",
            "both servers: wait until this prints nothing: pgrep -af '[A]ndroidRequestsBackups/scripts'");

    /** Not before: {@code crontab remove} stops at a job that is not in {@code CRONJOBS}, and {@code init} reads the times. */
    private static final String TAKE_OUT =
            "both servers: take the jobs of AndroidRequestsBackups out of CRONJOBS. If other"
                    + " jobs are left: python manage.py crontab add";

    private static final String DELETE = "after some days, both servers: take AndroidRequestsBackups out of"
            + " INSTALLED_APPS. Sender: delete the original's temporary folder and its private key. Receiver: delete its"
            + " backups, and its account if nothing else uses it";

    private SwitchOver() {}

    /** Shows the steps in their order, of a setup whose commands are only printed. */
    public static void show(Prompter interview) {
        List<String> steps = new ArrayList<>(STOP);
        steps.add(TAKE_OUT);
        steps.add("sender: dbferry dump complete");
        steps.add("receiver: dbferry load, then dbferry status: due nothing");
        steps.add("both servers: start the schedule, docs/how-to/run-on-a-schedule.md");
        steps.add(DELETE);
        show(interview, "Switch over from AndroidRequestsBackups when all of the above is done", steps);
    }

    /** Shows what has to be done before {@code --apply} ships and applies the first complete. */
    public static void showBefore(Prompter interview) {
        show(interview, "Before you answer yes: stop AndroidRequestsBackups, which writes the same tables", STOP);
        interview.show(
                "Leave CRONJOBS as it is for now. To go back to the original: dbferry init ... --undo, then python"
                        + " manage.py crontab add; its account, key and files stay as they are.");
    }

    /** Shows what is left to do when {@code --apply} is done. */
    public static void showAfter(Prompter interview) {
        show(interview, "When both sides are set up", List.of(TAKE_OUT, DELETE));
    }

    private static void show(Prompter interview, String title, List<String> steps) {
        interview.show("");
        interview.show("--- " + title + ":");
        for (int i = 0; i < steps.size(); i++) {
            interview.show(i + 1 + ". " + steps.get(i));
        }
    }
}
