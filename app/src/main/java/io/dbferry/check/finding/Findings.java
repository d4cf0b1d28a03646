package io.dbferry.check.finding;

import io.dbferry.check.finding.Finding.Level;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.FileTrouble;
import io.dbferry.stream.store.DepotException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects findings of one subject after the other. A step that fails becomes a finding and ends only itself. */
public final class Findings {
    private final List<Finding> findings = new ArrayList<>();

    /** Looks at something, and may throw what is wrong with it. */
    public interface Step {
        void run() throws IOException;
    }

    public void ok(String subject, String text) {
        findings.add(new Finding(Level.OK, subject, text, null, 0));
    }

    public void warn(String subject, String text, @Nullable String hint) {
        findings.add(new Finding(Level.WARN, subject, text, hint, 0));
    }

    public void fail(String subject, Failure failure, String text, @Nullable String hint) {
        findings.add(new Finding(Level.FAIL, subject, text, hint, failure.exitCode()));
    }

    public void attempt(String subject, Step step) {
        try {
            step.run();
        } catch (DbferryException e) {
            fail(subject, e.failure(), String.valueOf(e.getMessage()), e.hint());
        } catch (DepotException e) {
            Failure failure = e.problem() == DepotException.Problem.FULL ? Failure.DISK_SPACE : Failure.DEPOT;
            fail(subject, failure, String.valueOf(e.getMessage()), e.hint());
        } catch (IOException e) {
            fail(subject, Failure.DEPOT, "cannot read or write files: " + FileTrouble.text(e), null);
        }
    }

    public List<Finding> all() {
        return List.copyOf(findings);
    }
}
