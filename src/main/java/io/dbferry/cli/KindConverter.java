package io.dbferry.cli;

import io.dbferry.shipment.Kind;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code complete} and {@code partial} on the command line. */
final class KindConverter implements ITypeConverter<Kind> {
    @Override
    public Kind convert(String word) {
        try {
            return Kind.of(word);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + word + "' is neither complete nor partial");
        }
    }
}
