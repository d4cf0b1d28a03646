package io.dbferry.cli.head;

import io.dbferry.stream.format.Kind;
import java.util.Iterator;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code complete} and {@code partial} on the command line. */
public final class KindConverter implements ITypeConverter<Kind> {
    @Override
    public Kind convert(String word) {
        try {
            return Kind.of(word);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + word + "' is neither complete nor partial");
        }
    }

    /** What a shell completes; by itself picocli would offer the names of the constants. */
    public static final class Words implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(Kind.values()).map(Kind::word).iterator();
        }
    }
}
