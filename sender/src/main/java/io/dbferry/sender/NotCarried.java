package io.dbferry.sender;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.log.LogSetupProblem;
import java.util.List;
import java.util.Optional;

/**
 * What partials do not carry, or not as the config means it.
 *
 * @param uncovered tables that the shipments before stand for and that are no longer shipped; reported once
 * @param withoutKey tables that only completes carry because they have no key
 * @param failure that a table cannot be read, or that the log does not tell all changes that it should, of which the
 *     partial has what a scan finds: the run fails with this as soon as it has told what it shipped
 */
public record NotCarried(List<TableName> uncovered, List<TableName> withoutKey, Optional<DbferryException> failure) {
    static final NotCarried NOTHING = ofComplete(List.of(), Optional.empty());

    static NotCarried ofComplete(List<TableName> uncovered, Optional<DbferryException> failure) {
        return new NotCarried(uncovered, List.of(), failure);
    }

    /**
     * @param problems of tables that are scanned meanwhile
     * @param deletes whether scans find deleted rows, by lists of keys
     */
    static Optional<DbferryException> notTold(List<LogSetupProblem> problems, boolean deletes) {
        if (problems.isEmpty()) {
            return Optional.empty();
        }
        LogSetupProblem first = problems.get(0);
        String more = problems.size() == 1 ? "" : ", and " + (problems.size() - 1) + " more";
        return Optional.of(new DbferryException(
                Failure.SOURCE_DATABASE,
                "cannot read changes from the log: " + first.text() + more
                        + "; until that is fixed they are found by scan"
                        + (deletes ? "" : ", and deleted rows only with completes"),
                first.hint(),
                null));
    }
}
