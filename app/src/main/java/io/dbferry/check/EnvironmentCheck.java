package io.dbferry.check;

import io.dbferry.check.finding.Finding;
import io.dbferry.check.finding.Findings;
import io.dbferry.config.key.KeyVariables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which variables of the environment set keys. Their values are not told: some are secret. */
public final class EnvironmentCheck {
    private static final String SUBJECT = "environment";

    private EnvironmentCheck() {}

    /** @param file of the config, which may name variables of its own for other purposes */
    public static List<Finding> run(Map<String, String> environment, Path file) {
        Findings findings = new Findings();
        Set<String> used = KeyVariables.values(environment).keySet();
        if (!used.isEmpty()) {
            findings.ok(SUBJECT, "sets keys in place of the config's: " + String.join(", ", used));
        }
        findings.attempt(SUBJECT, () -> unknown(environment, file, findings));
        return findings.all();
    }

    private static void unknown(Map<String, String> environment, Path file, Findings findings) throws IOException {
        Set<String> unknown = KeyVariables.unknown(environment);
        if (unknown.isEmpty()) {
            return;
        }
        String text = Files.readString(file);
        unknown.removeIf(name -> text.contains("${" + name + "}"));
        if (!unknown.isEmpty()) {
            findings.warn(
                    SUBJECT,
                    "no key has the variable " + String.join(", ", unknown) + "; it has no effect",
                    "docs/reference/config.md lists the variables of all keys");
        }
    }
}
