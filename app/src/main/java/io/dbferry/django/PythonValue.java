package io.dbferry.django;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an expression of a settings file says, as far as it can be read without executing it. */
public sealed interface PythonValue {
    /** A text or a number. */
    record Text(String text) implements PythonValue {}

    record None() implements PythonValue {}

    /** By the text of the keys, in their order. */
    record Dict(Map<String, PythonValue> entries) implements PythonValue {
        public Dict {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }
    }

    /** Of a list, a tuple or a set. */
    record Items(List<PythonValue> items) implements PythonValue {
        public Items {
            items = List.copyOf(items);
        }
    }

    record Truth(boolean value) implements PythonValue {}

    /** Ellipsis and the like. */
    record Other() implements PythonValue {}

    /**
     * What only executing would show.
     *
     * @param line from 1
     * @param reason follows "it"
     */
    record Unread(int line, String reason) implements PythonValue {}
}
