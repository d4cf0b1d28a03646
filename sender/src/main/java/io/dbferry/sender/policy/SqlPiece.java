package io.dbferry.sender.policy;

import java.util.Optional;

/** A piece of the operator's SQL that stands within a statement: it must end where it is put. */
final class SqlPiece {
    private SqlPiece() {}

    /** The text in brackets; empty if it may reach beyond them. */
    static Optional<String> of(String text) {
        int depth = 0;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == ';' || c == '$' || c == '-' && next == '-' || c == '/' && next == '*') {
                return Optional.empty();
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth < 0 || c == ',' && depth == 0) {
                return Optional.empty();
            } else if (c == '\\') {
                return Optional.empty();
            }
        }
        boolean escapes = text.matches("(?is).*\\b(e|u&)['\"].*");
        return depth == 0 && quote == 0 && !escapes ? Optional.of("(" + text.strip() + ")") : Optional.empty();
    }
}
