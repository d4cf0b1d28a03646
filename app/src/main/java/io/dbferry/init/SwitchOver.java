package io.dbferry.init;

import io.dbferry.init.ask.Prompter;

/** What to do with the original once both sides are set up. */
public final class SwitchOver {
    private SwitchOver() {}

    /** Shows the steps in their order. */
    public static void show(Prompter interview) {
        interview.show("");
        interview.show("--- Switch over from AndroidRequestsBackups, in this order:");
        interview.show("1. both servers: take its jobs out of CRONJOBS, then: python manage.py crontab remove, and"
                + " python manage.py crontab add if other jobs are left");
        interview.show("2. sender: dbferry dump complete");
        interview.show("3. receiver: dbferry load, then dbferry status: due nothing");
        interview.show("4. both servers: start the schedule, docs/how-to/run-on-a-schedule.md");
        interview.show("5. after some days, both servers: take AndroidRequestsBackups out of INSTALLED_APPS, delete"
                + " VIZ_BKP_APP_TMP_BKP_FLDR and its old files in the other server's folder");
    }
}
