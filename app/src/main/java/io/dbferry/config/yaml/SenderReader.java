package io.dbferry.config.yaml;

import io.dbferry.config.Keep;
import io.dbferry.config.LogConfig;
import io.dbferry.config.PartialConfig;
import io.dbferry.config.PartialConfig.Strategy;
import io.dbferry.config.PartialConfig.TableStrategy;
import io.dbferry.config.Schedule;
import io.dbferry.config.SenderConfig;
import io.dbferry.config.SenderMedia;
import io.dbferry.config.key.Key;
import io.dbferry.config.key.PolicyKeys;
import io.dbferry.config.key.SenderKeys;
import io.dbferry.config.key.SharedKeys;
import io.dbferry.config.policy.PolicyConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes a sender's config of the values that were found. */
final class SenderReader {
    private static final String TABLES = "partial.tables";

    private final Found found;

    SenderReader(Found found) {
        this.found = found;
    }

    /** Reports values that contradict one another. */
    void check() {
        for (Found table : found.parts(TABLES).values()) {
            boolean window = table.get(SenderKeys.STRATEGY).equals(Optional.of(Strategy.WINDOW));
            boolean changed = table.has(SenderKeys.CHANGED);
            if (window && !changed) {
                table.missing("changed");
            } else if (!window && changed && table.get(SenderKeys.STRATEGY).isPresent()) {
                table.bad(SenderKeys.CHANGED.path(), "a key of strategy window only");
            }
        }
        if (!found.get(SharedKeys.RECEIPTS).equals(Optional.of(false))) {
            for (Key<?> key : List.of(SharedKeys.KEEP_COMPLETE, SharedKeys.KEEP_PARTIAL, SharedKeys.KEEP_COMPLETES)) {
                if (found.has(key)) {
                    found.bad(key.path(), "a key of a receiver, or of a sender with receipts: none");
                }
            }
        }
        if (found.get(SenderKeys.DEDUPLICATE).equals(Optional.of(SenderConfig.Deduplicate.ALWAYS))) {
            if (found.has(SenderKeys.RECIPIENTS)) {
                found.bad(
                        SenderKeys.DEDUPLICATE.path(),
                        "always does not go with encrypt: no part of an encrypted file can be read by itself");
            }
            if (found.get(SharedKeys.RECEIPTS).equals(Optional.of(false))) {
                found.bad(
                        SenderKeys.DEDUPLICATE.path(),
                        "always does not go with receipts: none: no receiver could ask for what it misses");
            }
        }
        boolean hashes = found.get(PolicyKeys.COLUMNS)
                .map(columns -> new PolicyConfig(false, Optional.empty(), columns, Map.of()).hashes())
                .orElse(false);
        if (hashes && !found.has(PolicyKeys.KEY_FILE)) {
            found.bad(PolicyKeys.SECTION, "hashes need key-file; make one with 'openssl rand -hex 32'");
        }
    }

    SenderConfig read(Path file) {
        SharedReader shared = new SharedReader(found);
        Schedule schedule = shared.schedule(
                SenderKeys.COMPLETE_DUMP, SenderKeys.PARTIAL_DUMP, Optional.of(SenderKeys.CHECK_REMOTE), false);
        return new SenderConfig(
                file,
                found.need(SharedKeys.STREAM),
                shared.database(),
                found.list(SharedKeys.TABLES),
                found.list(SharedKeys.EXCLUDE),
                found.need(SenderKeys.WHOLE_SCHEMA),
                found.need(SenderKeys.DEDUPLICATE),
                found.get(SenderKeys.WORKERS).map(OptionalInt::of).orElseGet(OptionalInt::empty),
                media(),
                policy(),
                partial(),
                new SenderConfig.Verify(
                        found.need(SenderKeys.VERIFY_EVERY).orElse(SenderConfig.Verify.NEVER),
                        found.need(SenderKeys.VERIFY_AT_MOST)),
                log(),
                found.need(SharedKeys.DEPOT),
                shared.bandwidthLimit(),
                shared.ssh(),
                shared.objects(),
                found.need(SharedKeys.WORK),
                keep(),
                schedule,
                found.list(SenderKeys.RECIPIENTS),
                shared.logging(),
                shared.alarms(schedule),
                shared.metrics());
    }

    private List<SenderMedia> media() {
        return found.parts("media[]").values().stream()
                .map(item -> new SenderMedia(
                        item.need(SharedKeys.MEDIA_FOLDER),
                        item.need(SenderKeys.MEDIA_FILES),
                        item.list(SenderKeys.MEDIA_NAMED_BY)))
                .toList();
    }

    private PolicyConfig policy() {
        return new PolicyConfig(
                found.need(PolicyKeys.STRICT),
                found.get(PolicyKeys.KEY_FILE),
                found.get(PolicyKeys.COLUMNS).orElse(Map.of()),
                found.get(PolicyKeys.ROWS).orElse(Map.of()));
    }

    private PartialConfig partial() {
        Map<String, TableStrategy> strategies = new LinkedHashMap<>();
        found.parts(TABLES)
                .forEach((table, keys) -> strategies.put(
                        table, new TableStrategy(keys.need(SenderKeys.STRATEGY), keys.get(SenderKeys.CHANGED))));
        return new PartialConfig(
                found.need(SenderKeys.MINUTES),
                found.get(SenderKeys.STRATEGIES).isPresent(),
                strategies,
                found.get(SenderKeys.DELETES));
    }

    private LogConfig log() {
        LogConfig defaults = LogConfig.ofStream(found.need(SharedKeys.STREAM));
        return new LogConfig(
                found.has("log"),
                found.get(SenderKeys.SLOT).orElse(defaults.slot()),
                found.get(SenderKeys.PUBLICATION).orElse(defaults.publication()),
                found.need(SenderKeys.MAX_RETAINED_WAL));
    }

    /** Only receivers delete what is old. */
    private Keep keep() {
        return new Keep(
                found.need(SharedKeys.KEEP_COMPLETE),
                found.need(SharedKeys.KEEP_PARTIAL),
                found.need(SharedKeys.KEEP_FREE_SPACE),
                found.get(SenderKeys.KEEP_WORK).orElse(Long.MAX_VALUE),
                found.get(SharedKeys.KEEP_COMPLETES).orElse(Integer.MAX_VALUE),
                found.get(SharedKeys.KEEP_SIZE).orElse(Long.MAX_VALUE),
                Duration.ZERO,
                found.need(SharedKeys.RECEIPTS));
    }
}
