package io.dbferry.django;

import io.dbferry.django.PythonValue.Constant;
import io.dbferry.django.PythonValue.Dict;
import io.dbferry.django.PythonValue.Items;
import io.dbferry.django.PythonValue.Text;
import io.dbferry.django.PythonValue.Unread;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The few operations of settings files whose result is certain: paths, sums, elements of a dict. */
final class KnownCalls {
    private final Path folder;

    /** @param folder where relative paths start: the settings file's */
    KnownCalls(Path folder) {
        this.folder = folder;
    }

    /** A text, or a number as a text. */
    static Optional<String> text(PythonValue value) {
        if (value instanceof Text text) {
            return Optional.of(text.text());
        }
        return value instanceof PythonValue.Number number
                ? Optional.of(number.number().stripTrailingZeros().toPlainString())
                : Optional.empty();
    }

    PythonValue computed(PythonValue left, String operator, PythonValue right, int line) {
        if (left instanceof Unread) {
            return left;
        }
        if (right instanceof Unread) {
            return right;
        }
        if (left instanceof PythonValue.Number a && right instanceof PythonValue.Number b && !operator.equals("/")) {
            BigDecimal sum = operator.equals("+")
                    ? a.number().add(b.number())
                    : operator.equals("-")
                            ? a.number().subtract(b.number())
                            : a.number().multiply(b.number());
            return new PythonValue.Number(sum);
        }
        if (left instanceof Text a && right instanceof Text b && operator.equals("+")) {
            return new Text(a.text() + b.text());
        }
        if (left instanceof Text a && right instanceof Text b && operator.equals("/")) {
            return new Text(joined(a.text(), b.text()));
        }
        if (left instanceof Items a && right instanceof Items b && operator.equals("+")) {
            List<PythonValue> both = new ArrayList<>(a.items());
            both.addAll(b.items());
            return new Items(both);
        }
        return new Unread(line, "is computed with '" + operator + "'");
    }

    PythonValue element(PythonValue of, PythonValue key, int line) {
        if (of instanceof Unread || key instanceof Unread) {
            return of instanceof Unread ? of : key;
        }
        String name = text(key).orElse("");
        if (of instanceof Dict dict && dict.entries().containsKey(name)) {
            return java.util.Objects.requireNonNull(dict.entries().get(name));
        }
        if (of instanceof Items items
                && name.matches("[0-9]{1,6}")
                && Integer.parseInt(name) < items.items().size()) {
            return items.items().get(Integer.parseInt(name));
        }
        return new Unread(line, "is an element '" + name + "' that is not there");
    }

    PythonValue attribute(PythonValue of, String name, List<PythonValue> arguments, int line) {
        if (of instanceof Unread) {
            return of;
        }
        if (of instanceof Text text && arguments.isEmpty()) {
            switch (name) {
                case "parent":
                    return new Text(parent(text.text()));
                case "resolve", "absolute", "as_posix", "strip":
                    return new Text(text.text().strip());
                default:
                    break;
            }
        }
        if (of instanceof Text text && name.equals("joinpath")) {
            List<PythonValue> parts = new ArrayList<>(List.of(text));
            parts.addAll(arguments);
            return call("os.path.join", parts, line);
        }
        return new Unread(line, "calls '" + name + "'");
    }

    /** An element of something that is not known, such as the environment. */
    PythonValue lookup(String path, PythonValue key, int line) {
        String name = text(key).map(text -> "'" + text + "'").orElse("");
        return new Unread(
                line,
                path.endsWith("environ") ? "comes from the environment variable " + name : "comes from " + path + name);
    }

    PythonValue call(String path, List<PythonValue> arguments, int line) {
        String function = path.startsWith("os.path.") ? path.substring("os.path.".length()) : path;
        List<String> texts = new ArrayList<>();
        for (PythonValue argument : arguments) {
            if (argument instanceof Unread unread) {
                return unread;
            }
            texts.add(text(argument).orElse(argument instanceof Constant c ? c.name() : ""));
        }
        if (path.endsWith("environ.get") || path.endsWith("getenv")) {
            return new Unread(line, "comes from the environment variable '" + first(texts) + "'");
        }
        return switch (function) {
            case "join" -> new Text(texts.stream().reduce(KnownCalls::joined).orElse(""));
            case "dirname" -> new Text(parent(first(texts)));
            case "abspath", "realpath", "normpath" -> new Text(absolute(first(texts)));
            case "expanduser" -> new Text(first(texts));
            case "str", "int", "Path", "pathlib.Path" -> new Text(first(texts));
            default -> new Unread(line, "calls '" + path + "'");
        };
    }

    private static String first(List<String> texts) {
        return texts.isEmpty() ? "" : texts.get(0);
    }

    /** As {@code os.path.join}: an absolute part begins anew. */
    private static String joined(String left, String right) {
        if (right.startsWith("/") || left.isEmpty()) {
            return right;
        }
        return left.endsWith("/") ? left + right : left + "/" + right;
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : slash == 0 ? "/" : path.substring(0, slash);
    }

    private String absolute(String path) {
        return folder.resolve(path).normalize().toString();
    }
}
