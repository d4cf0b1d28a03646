package io.dbferry.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dbferry.config.time.CronTimes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    private Path work;

    private volatile Instant now = NOON;
    private final List<Set<Task>> runs = new CopyOnWriteArrayList<>();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final Semaphore permits = new Semaphore(1000);

    @Test
    void daemonThatWasOffCatchesUpOnce() throws Exception {
        Daemon first = daemon(false);
        first.plan(List.of(job("*/5 * * * *")), Duration.ZERO);
        now = NOON.plusSeconds(300);
        first.startDue();
        awaitRuns(1);
        stop(first);

        Daemon atOnce = daemon(false);
        atOnce.plan(List.of(job("*/5 * * * *")), Duration.ZERO);
        atOnce.startDue();
        Thread.sleep(200);
        stop(atOnce);
        assertThat(runs).hasSize(1);

        now = NOON.plus(Duration.ofDays(3)).plusSeconds(7);
        Daemon later = daemon(false);
        later.plan(List.of(job("*/5 * * * *")), Duration.ZERO);
        later.startDue();
        awaitRuns(2);
        for (int second = 0; second < 290; second++) {
            now = now.plusSeconds(1);
            later.startDue();
        }
        stop(later);
        assertThat(runs).hasSize(2);
    }

    @Test
    void machineThatIsOffAtTheTimeEachDayStillHasADailyRun() throws Exception {
        Daemon first = daemon(false);
        first.plan(List.of(job("30 3 * * *")), Duration.ZERO);
        stop(first);

        now = NOON.plus(Duration.ofHours(20));
        Daemon second = daemon(false);
        second.plan(List.of(job("30 3 * * *")), Duration.ZERO);
        second.startDue();
        awaitRuns(1);
        stop(second);
    }

    @Test
    void runThatWasKilledIsRunAgain() throws Exception {
        permits.drainPermits();
        Daemon killed = daemon(false);
        killed.plan(List.of(job("30 3 * * *")), Duration.ZERO);
        now = NOON.plus(Duration.ofHours(16));
        killed.startDue();
        awaitRuns(1);
        killed.stop();
        assertThat(killed.ended(Duration.ofMillis(50))).isFalse();
        runs.clear();

        Path copied = Files.createDirectories(work.resolve("after"));
        Files.copy(work.resolve("schedule.json"), copied.resolve("schedule.json"));
        permits.release(1000);
        Daemon next = daemon(copied, false);
        next.plan(List.of(job("30 3 * * *")), Duration.ZERO);
        next.startDue();
        awaitRuns(1);
        stop(next);
    }

    @Test
    void jobThatStillRunsIsNotStartedAgainWhileTheOtherKindIs() throws Exception {
        permits.drainPermits();
        Daemon daemon = daemon(false);
        ScheduledJob complete = new ScheduledJob("complete-dump", Task.COMPLETE, times("*/10 * * * *"));
        daemon.plan(List.of(job("*/5 * * * *"), complete), Duration.ZERO);
        for (int minute = 0; minute < 21; minute++) {
            now = NOON.plus(Duration.ofMinutes(minute));
            daemon.startDue();
        }
        awaitRuns(2);
        assertThat(runs).containsExactlyInAnyOrder(Set.of(Task.PARTIAL), Set.of(Task.COMPLETE));

        permits.release(1000);
        stop(daemon);
        assertThat(runs).hasSize(2);
    }

    @Test
    void receiversJobsTakeTurnsAndWhatIsAskedMeanwhileIsOneRun() throws Exception {
        permits.drainPermits();
        Daemon daemon = daemon(true);
        daemon.ask(Set.of(Task.PARTIAL));
        awaitRuns(1);
        for (int i = 0; i < 10; i++) {
            daemon.ask(Set.of(Task.COMPLETE, Task.PARTIAL));
        }
        assertThat(runs).hasSize(1);
        permits.release(1000);
        awaitRuns(2);
        stop(daemon);

        assertThat(runs).containsExactly(Set.of(Task.PARTIAL), Set.of(Task.COMPLETE, Task.PARTIAL));
    }

    @Test
    void jitterPutsAStartOffAndDoesNotLoseIt() throws Exception {
        Daemon daemon = daemon(false);
        daemon.plan(List.of(job("*/5 * * * *")), Duration.ofSeconds(2));
        now = NOON.plusSeconds(300);
        daemon.startDue();
        Thread.sleep(100);
        assertThat(runs).isEmpty();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            daemon.startDue();
            return !runs.isEmpty();
        });
        stop(daemon);

        assertThat(runs).hasSize(1);
    }

    @Test
    void anotherPlanKeepsWhatRan() throws Exception {
        Daemon daemon = daemon(false);
        daemon.plan(List.of(job("*/5 * * * *")), Duration.ZERO);
        now = NOON.plusSeconds(300);
        daemon.startDue();
        awaitRuns(1);
        now = NOON.plusSeconds(301);
        daemon.plan(List.of(job("*/2 * * * *")), Duration.ZERO);
        daemon.startDue();
        assertThat(runs).hasSize(1);
        now = NOON.plusSeconds(360);
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            daemon.startDue();
            return runs.size() == 2;
        });
        stop(daemon);
    }

    @Test
    void brokenMemoryOfRunsIsSetAsideAndKeepsNothingFromRunning() throws Exception {
        Files.createDirectories(work.resolve("schedule.json"));
        Daemon daemon = daemon(false);
        daemon.plan(List.of(job("*/5 * * * *")), Duration.ZERO);
        now = NOON.plusSeconds(300);
        daemon.startDue();
        awaitRuns(1);
        stop(daemon);

        assertThat(warnings).isEmpty();
        assertThat(work.resolve("schedule.json")).isRegularFile();
        assertThat(work.resolve("damaged"))
                .isDirectoryContaining(set -> set.getFileName().toString().endsWith("schedule.json"));
    }

    @Test
    void clockThatJumpsHoursForthAndBackCostsOneRunAndMakesNoStorm() throws Exception {
        Daemon daemon = daemon(false);
        daemon.plan(List.of(job("*/5 * * * *")), Duration.ZERO);
        now = NOON.plus(Duration.ofHours(5));
        letPass(daemon, 4);
        assertThat(runs).hasSize(1);

        now = NOON.minus(Duration.ofHours(4));
        letPass(daemon, 11);
        stop(daemon);

        assertThat(runs).hasSize(3);
    }

    @Test
    void daemonThatStartsOnAClockSetBackHoursDoesNotWaitUntilThen() throws Exception {
        new LastRuns(work).put("partial-dump", NOON.plus(Duration.ofHours(5)));
        Daemon daemon = daemon(false);
        daemon.plan(List.of(job("*/5 * * * *")), Duration.ZERO);

        letPass(daemon, 11);
        stop(daemon);

        assertThat(runs).hasSize(2);
    }

    /** So many minutes of a clock that goes right, with each run ended before the next minute. */
    private void letPass(Daemon daemon, int minutes) throws Exception {
        for (int minute = 0; minute < minutes; minute++) {
            int before = runs.size();
            daemon.startDue();
            Thread.sleep(50);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> runs.size() == before || lastRun().equals(now));
            now = now.plusSeconds(60);
        }
    }

    private Instant lastRun() throws Exception {
        return new LastRuns(work).of("partial-dump").orElseThrow();
    }

    private static void stop(Daemon daemon) throws InterruptedException {
        daemon.stop();
        assertThat(daemon.ended(Duration.ofSeconds(20))).isTrue();
    }

    private void awaitRuns(int count) {
        await().atMost(Duration.ofSeconds(20)).until(() -> runs.size() >= count);
    }

    private Daemon daemon(boolean together) {
        return daemon(work, together);
    }

    private Daemon daemon(Path folder, boolean together) {
        Clock moving = new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        return new Daemon(new LastRuns(folder), moving, new Random(1), together, this::work, warnings::add);
    }

    private void work(Set<Task> kinds) {
        runs.add(kinds);
        permits.acquireUninterruptibly();
    }

    private static ScheduledJob job(String expression) {
        return new ScheduledJob("partial-dump", Task.PARTIAL, times(expression));
    }

    private static CronTimes times(String expression) {
        return CronTimes.of(expression, ZoneOffset.UTC);
    }
}
