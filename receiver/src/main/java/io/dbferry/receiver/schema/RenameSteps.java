package io.dbferry.receiver.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;

/** Renames of names that may be each other's, in an order in which each new name is free. */
final class RenameSteps {
    private final Map<String, String> renames;
    private final Predicate<String> taken;

    /**
     * One rename.
     *
     * @param ddl statements: more than one where names form a circle, of which the first gets another name meanwhile
     */
    record Step(String from, String to, List<String> ddl) {
        Step {
            ddl = List.copyOf(ddl);
        }
    }

    /**
     * Without those whose new name stays taken.
     *
     * @param renames new names by old ones; what keeps its name is none
     * @param taken whether something has that name now
     */
    RenameSteps(Map<String, String> renames, Predicate<String> taken) {
        this.renames = new LinkedHashMap<>(renames);
        this.taken = taken;
        this.renames.entrySet().removeIf(rename -> rename.getKey().equals(rename.getValue()));
        boolean fewer = true;
        while (fewer) {
            fewer = this.renames.values().removeIf(to -> taken.test(to) && !this.renames.containsKey(to));
        }
    }

    /** New names by old ones. */
    Map<String, String> renames() {
        return renames;
    }

    /** @param sql the statement that renames one to the other */
    List<Step> inOrder(BinaryOperator<String> sql) {
        List<Step> steps = new ArrayList<>();
        Map<String, String> left = new LinkedHashMap<>(renames);
        Map<String, String> meanwhile = new HashMap<>();
        List<String> ddl = new ArrayList<>();
        while (!left.isEmpty()) {
            Optional<String> next = left.keySet().stream()
                    .filter(from -> !left.containsKey(left.get(from)))
                    .findFirst();
            String from = next.orElseGet(() -> left.keySet().iterator().next());
            String to = String.valueOf(left.remove(from));
            if (next.isPresent()) {
                ddl.add(sql.apply(from, to));
                steps.add(new Step(meanwhile.getOrDefault(from, from), to, ddl));
                ddl.clear();
            } else {
                String between = free();
                ddl.add(sql.apply(from, between));
                meanwhile.put(between, from);
                left.put(between, to);
            }
        }
        return steps;
    }

    private String free() {
        int n = 1;
        while (taken.test("dbferry_" + n)) {
            n++;
        }
        return "dbferry_" + n;
    }
}
