package io.dbferry.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.dbferry.config.time.CronTimes;
import io.dbferry.config.yaml.ConfigFile;
import io.dbferry.django.PythonSettings;
import io.dbferry.failure.DbferryException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;

class SettingsFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final ZoneId ZONE = ZoneId.of("America/Santiago");

    @FuzzTest
    void cron(byte[] bytes) throws Exception {
        String expression = new String(bytes, StandardCharsets.UTF_8);
        Foreign.read(
                () -> {
                    CronTimes times = CronTimes.of(expression, ZONE);
                    times.next(NOW).ifPresent(times::next);
                },
                IllegalArgumentException.class);
    }

    @FuzzTest
    void settingsPy(byte[] bytes) throws Exception {
        Foreign.read(
                () -> {
                    PythonSettings settings = PythonSettings.read(Foreign.file("settings.py", bytes));
                    settings.get("DATABASES");
                    settings.elsewhere();
                },
                IOException.class);
    }

    @FuzzTest
    void config(byte[] bytes) throws Exception {
        Foreign.read(
                () -> ConfigFile.read(Foreign.file("dbferry.yaml", bytes), Map.of("NAME", "value"), Path.of("/home/x")),
                DbferryException.class);
    }
}
