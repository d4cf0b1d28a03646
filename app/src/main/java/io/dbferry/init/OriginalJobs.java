package io.dbferry.init;

import io.dbferry.django.PythonValue;
import io.dbferry.django.PythonValue.Items;
import io.dbferry.django.PythonValue.Text;
import io.dbferry.django.PythonValue.Truth;
import io.dbferry.django.PythonValue.Unread;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** When the original's jobs ran, and whom Django mails: {@code CRONJOBS}, {@code ADMINS}, {@code EMAIL_…}. */
final class OriginalJobs {
    /** Takes a setting as an answer. */
    interface Taking {
        void take(String flag, String answer, String setting);
    }

    /** The original's function that appends its jobs to {@code CRONJOBS}. */
    private static final String ADDING = "android_requests_backups_update_jobs";

    private final Function<String, Optional<PythonValue>> settings;
    private final Taking taking;
    private final BiConsumer<String, String> notTaken;

    /** @param notTaken hears a setting, and why */
    OriginalJobs(Function<String, Optional<PythonValue>> settings, Taking taking, BiConsumer<String, String> notTaken) {
        this.settings = settings;
        this.taking = taking;
        this.notTaken = notTaken;
    }

    void read(boolean sender) {
        List<PythonValue> jobs = new ArrayList<>(items("CRONJOBS"));
        items(ADDING).stream().filter(job -> !jobs.contains(job)).forEach(jobs::add);
        jobs.forEach(job -> job(job, sender ? "_dump" : "_loaddata"));
        if (jobs.isEmpty()) {
            unread("CRONJOBS");
        }
        settings.apply("TIME_ZONE")
                .flatMap(OriginalJobs::text)
                .ifPresent(zone -> notTaken.accept(
                        "TIME_ZONE = " + zone,
                        "cron, and DbFerry, go by this machine's time zone; schedule.time-zone names another"));
        mail();
    }

    private void job(PythonValue job, String ofThisSide) {
        List<PythonValue> parts = job instanceof Items items ? items.items() : List.of();
        Optional<String> times = parts.stream().findFirst().flatMap(OriginalJobs::text);
        Optional<String> function = parts.stream().skip(1).findFirst().flatMap(OriginalJobs::text);
        if (times.isEmpty() || function.isEmpty()) {
            notTaken.accept("a job of CRONJOBS", "its times or its function are not a literal");
            return;
        }
        String name = function.get().replaceFirst(".*\\.", "");
        String setting = "CRONJOBS " + function.get();
        String fields = times.get().strip().replaceAll("\\s+", " ");
        if (name.equals("complete" + ofThisSide)) {
            taking.take("--complete-times", fields, setting);
        } else if (name.equals("partial" + ofThisSide)) {
            taking.take("--partial-times", fields, setting);
        } else {
            notTaken.accept(setting, "it is not a job of this side's backups");
        }
    }

    private void mail() {
        List<String> admins = items("ADMINS").stream()
                .map(admin -> admin instanceof Items pair && pair.items().size() == 2
                        ? pair.items().get(1)
                        : admin)
                .flatMap(address -> text(address).stream())
                .toList();
        Optional<String> host = settings.apply("EMAIL_HOST").flatMap(OriginalJobs::text);
        if (admins.isEmpty()) {
            unread("ADMINS");
            return;
        }
        if (host.isEmpty()) {
            notTaken.accept("ADMINS", "EMAIL_HOST is not set, so there is no mail server; see notify.mail");
            return;
        }
        String from = settings.apply("SERVER_EMAIL")
                .or(() -> settings.apply("DEFAULT_FROM_EMAIL"))
                .flatMap(OriginalJobs::text)
                .orElse(admins.get(0));
        String security = is("EMAIL_USE_SSL") ? "tls" : is("EMAIL_USE_TLS") ? "starttls" : "none";
        taking.take("--mail-to", String.join(",", admins), "ADMINS");
        taking.take("--mail-from", from, "SERVER_EMAIL");
        taking.take(
                "--smtp",
                security + "://" + host.get()
                        + settings.apply("EMAIL_PORT")
                                .flatMap(OriginalJobs::text)
                                .map(port -> ":" + port)
                                .orElse(""),
                "EMAIL_HOST, _PORT, _USE_TLS, _USE_SSL");
        settings.apply("EMAIL_HOST_USER")
                .flatMap(OriginalJobs::text)
                .filter(user -> !user.isEmpty())
                .ifPresent(user -> taking.take("--smtp-user", user, "EMAIL_HOST_USER"));
        if (settings.apply("EMAIL_HOST_PASSWORD").isPresent()) {
            notTaken.accept(
                    "EMAIL_HOST_PASSWORD",
                    "no config has a password: put it into the file that the config names there");
        }
    }

    /** Says so where a setting is there, and only executing would show what it is. */
    private void unread(String name) {
        settings.apply(name)
                .filter(Unread.class::isInstance)
                .ifPresent(value ->
                        notTaken.accept(name, "line " + ((Unread) value).line() + ": it " + ((Unread) value).reason()));
    }

    private boolean is(String name) {
        return settings.apply(name)
                .filter(value -> value.equals(new Truth(true)))
                .isPresent();
    }

    private List<PythonValue> items(String name) {
        return settings.apply(name)
                .filter(Items.class::isInstance)
                .map(value -> ((Items) value).items())
                .orElse(List.of());
    }

    private static Optional<String> text(PythonValue value) {
        return value instanceof Text text ? Optional.of(text.text()) : Optional.empty();
    }
}
