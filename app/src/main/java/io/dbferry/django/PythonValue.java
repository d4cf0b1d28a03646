package io.dbferry.django;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an expression of a settings file says, as far as it can be read without executing it. */
public sealed interface PythonValue {
    record Text(String text) implements PythonValue {}

    record Number(java.math.BigDecimal number) implements PythonValue {}

    /** True, False or None. */
    record Constant(String name) implements PythonValue {}

    /** A list, tuple or set. */
    record Items(List<PythonValue> items) implements PythonValue {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** By the text of the keys, in their order; an entry whose key is not a text or a number is left out. */
    record Dict(Map<String, PythonValue> entries) implements PythonValue {
        public Dict {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }
    }

    /**
     * What only executing would tell.
     *
     * @param line from 1
     * @param reason follows "it"
     */
    record Unread(int line, String reason) implements PythonValue {}
}
