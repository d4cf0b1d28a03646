package io.dbferry.django;

import io.dbferry.django.PythonValue.Constant;
import io.dbferry.django.PythonValue.Dict;
import io.dbferry.django.PythonValue.Items;
import io.dbferry.django.PythonValue.Text;
import io.dbferry.django.PythonValue.Unread;
import io.dbferry.django.Token.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one expression. What it cannot read becomes {@link Unread}, as small a part as it can: an element of a list or a
 * dict by itself.
 */
final class Expression {
    private final List<Token> tokens;
    private final Map<String, PythonValue> names;
    private final KnownCalls calls;
    private int at;

    /** @param names what was assigned before */
    Expression(List<Token> tokens, Map<String, PythonValue> names, KnownCalls calls) {
        this.tokens = List.copyOf(tokens);
        this.names = names;
        this.calls = calls;
    }

    /** Ends the reading of one element. */
    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Unread unread;

        Unreadable(int line, String reason) {
            super(reason, null, false, false);
            this.unread = new Unread(line, reason);
        }
    }

    PythonValue read() {
        boolean tuple = false;
        List<PythonValue> items = new ArrayList<>();
        while (at < tokens.size()) {
            items.add(element());
            if (at < tokens.size()) {
                at++; // the comma of a tuple without parentheses
                tuple = true;
            }
        }
        if (items.isEmpty()) {
            return new Unread(tokens.isEmpty() ? 1 : tokens.get(0).line(), "has no value");
        }
        return tuple ? new Items(items) : items.get(0);
    }

    /** One value up to a comma, a colon or the bracket that closes; on trouble, passes over the rest of it. */
    private PythonValue element() {
        try {
            PythonValue value = sum();
            if (at < tokens.size() && !endsElement()) {
                throw unreadable(isWord("if") ? "depends on a condition" : "is computed with '" + peek().text() + "'");
            }
            return value;
        } catch (Unreadable e) {
            passOver();
            return e.unread;
        }
    }

    private void passOver() {
        int depth = 0;
        while (at < tokens.size() && (depth > 0 || !endsElement())) {
            Token token = tokens.get(at);
            String text = token.kind() == Kind.OPERATOR ? token.text() : "";
            depth += !text.isEmpty() && "([{".contains(text) ? 1 : !text.isEmpty() && ")]}".contains(text) ? -1 : 0;
            at++;
        }
    }

    private boolean endsElement() {
        return isOperator(",") || isOperator(":") || isOperator(")") || isOperator("]") || isOperator("}");
    }

    private PythonValue sum() throws Unreadable {
        PythonValue value = product();
        while (isOperator("+") || isOperator("-")) {
            String operator = tokens.get(at++).text();
            value = calls.computed(value, operator, product(), line());
        }
        return value;
    }

    private PythonValue product() throws Unreadable {
        PythonValue value = postfix();
        while (isOperator("*") || isOperator("/")) {
            String operator = tokens.get(at++).text();
            value = calls.computed(value, operator, postfix(), line());
        }
        return value;
    }

    private PythonValue postfix() throws Unreadable {
        PythonValue value = primary();
        while (isOperator(".") || isOperator("[")) {
            if (isOperator("[")) {
                at++;
                PythonValue key = element();
                require("]");
                value = calls.element(value, key, line());
            } else {
                at++;
                String attribute = name();
                List<PythonValue> arguments = isOperator("(") ? arguments() : List.of();
                value = calls.attribute(value, attribute, arguments, line());
            }
        }
        return value;
    }

    private PythonValue primary() throws Unreadable {
        Token token = peek();
        if (token.kind() == Kind.TEXT || token.kind() == Kind.FORMATTED) {
            return text();
        }
        at++;
        if (token.kind() == Kind.NUMBER) {
            return number(token);
        }
        if (token.kind() == Kind.NAME) {
            return named(token);
        }
        return switch (token.text()) {
            case "-" -> calls.computed(new PythonValue.Number(BigDecimal.ZERO), "-", primary(), token.line());
            case "(" -> parenthesized();
            case "[" -> new Items(items("]"));
            case "{" -> braces();
            default -> throw unreadable("is computed with '" + token.text() + "'");
        };
    }

    /** Texts that stand beside each other are one. */
    private PythonValue text() throws Unreadable {
        StringBuilder text = new StringBuilder();
        while (at < tokens.size() && (peek().kind() == Kind.TEXT || peek().kind() == Kind.FORMATTED)) {
            if (peek().kind() == Kind.FORMATTED) {
                throw unreadable("is a text with values put into it");
            }
            text.append(tokens.get(at++).text());
        }
        return new Text(text.toString());
    }

    private PythonValue number(Token token) throws Unreadable {
        String digits = token.text().replace("_", "");
        try {
            boolean hex = digits.startsWith("0x") || digits.startsWith("0X");
            return new PythonValue.Number(
                    hex ? new BigDecimal(new BigInteger(digits.substring(2), 16)) : new BigDecimal(digits));
        } catch (NumberFormatException e) {
            throw unreadable("is a number of a form that is not known");
        }
    }

    private PythonValue named(Token token) throws Unreadable {
        String name = token.text();
        if (name.equals("True") || name.equals("False") || name.equals("None")) {
            return new Constant(name);
        }
        if (name.equals("not") || name.equals("lambda") || name.equals("await")) {
            throw unreadable("is computed with '" + name + "'");
        }
        StringBuilder path = new StringBuilder(name);
        while (!names.containsKey(name) && isOperator(".")) {
            at++;
            path.append('.').append(name());
        }
        if (isOperator("(")) {
            return calls.call(path.toString(), arguments(), token.line());
        }
        if (isOperator("[") && !names.containsKey(name)) {
            at++;
            PythonValue key = element();
            require("]");
            return calls.lookup(path.toString(), key, token.line());
        }
        PythonValue value = names.get(path.toString());
        if (value == null) {
            throw unreadable("is '" + path + "', which is not set to a literal before");
        }
        return value;
    }

    /** Named arguments are passed with their values alone. */
    private List<PythonValue> arguments() throws Unreadable {
        at++;
        List<PythonValue> arguments = new ArrayList<>();
        while (!isOperator(")")) {
            if (peek().kind() == Kind.NAME
                    && at + 1 < tokens.size()
                    && tokens.get(at + 1).is("=")) {
                at += 2;
            }
            arguments.add(element());
            comma(")");
        }
        at++;
        return arguments;
    }

    private PythonValue parenthesized() throws Unreadable {
        int before = at;
        List<PythonValue> items = items(")");
        boolean comma = items.size() != 1 || tokens.get(at - 2).is(",");
        return comma || before == at - 1 ? new Items(items) : items.get(0);
    }

    private List<PythonValue> items(String end) throws Unreadable {
        List<PythonValue> items = new ArrayList<>();
        while (!isOperator(end)) {
            items.add(element());
            comma(end);
        }
        at++;
        return items;
    }

    private PythonValue braces() throws Unreadable {
        Map<String, PythonValue> entries = new LinkedHashMap<>();
        List<PythonValue> items = new ArrayList<>();
        while (!isOperator("}")) {
            PythonValue key = element();
            if (isOperator(":")) {
                at++;
                PythonValue value = element();
                KnownCalls.text(key).ifPresent(text -> entries.put(text, value));
            } else {
                items.add(key);
            }
            comma("}");
        }
        at++;
        return items.isEmpty() || !entries.isEmpty() ? new Dict(entries) : new Items(items);
    }

    private void comma(String end) throws Unreadable {
        if (isOperator(",")) {
            at++;
        } else if (!isOperator(end)) {
            throw unreadable("has brackets that do not match");
        }
    }

    private void require(String operator) throws Unreadable {
        if (!isOperator(operator)) {
            throw unreadable("has brackets that do not match");
        }
        at++;
    }

    private String name() throws Unreadable {
        if (peek().kind() != Kind.NAME) {
            throw unreadable("is computed");
        }
        return tokens.get(at++).text();
    }

    private Token peek() throws Unreadable {
        if (at >= tokens.size()) {
            throw unreadable("ends too early");
        }
        return tokens.get(at);
    }

    private boolean isOperator(String operator) {
        return at < tokens.size() && tokens.get(at).is(operator);
    }

    private boolean isWord(String name) {
        return at < tokens.size() && tokens.get(at).isName(name);
    }

    private int line() {
        return tokens.get(Math.min(at, tokens.size()) - (at > 0 ? 1 : 0)).line();
    }

    private Unreadable unreadable(String reason) {
        return new Unreadable(line(), reason);
    }
}
