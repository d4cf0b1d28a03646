package io.dbferry.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;

/** How our records become JSON and come back: times as ISO-8601 text, unknown fields refused, depth bounded. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(Instant.class, new InstantReader()))
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /**
     * No text of ours is longer; the longest is a snapshot with thousands of open transactions.
     */
    private static final int STRING = 1 << 20;

    /**
     * Bounds the memory that a small text can take: 2 million tokens, of which the worst take 56 bytes each, are 150,000
     * frames of a complete, or as many files of a partial.
     */
    private static final long FOREIGN_TOKENS = 2_000_000;

    /** Of the same mapper, so that both know what either has learnt of our records. */
    private static final ObjectReader FOREIGN;

    static {
        StreamReadConstraints shallow = StreamReadConstraints.builder()
                .maxNestingDepth(20)
                .maxStringLength(STRING)
                .build();
        MAPPER.getFactory().setStreamReadConstraints(shallow);
        JsonFactory bounded = MAPPER.getFactory().copy();
        bounded.setStreamReadConstraints(
                shallow.rebuild().maxTokenCount(FOREIGN_TOKENS).build());
        FOREIGN = MAPPER.reader().with(bounded);
    }

    private Json() {}

    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One line, for output that programs read line by line. */
    public static String line(Object value) {
        try {
            return MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** @throws JsonProcessingException if it is not JSON of that shape */
    public static <T> T read(byte[] json, Class<T> type) throws IOException {
        return read(MAPPER.reader(), json, type);
    }

    /**
     * The same of what stands in a depot, where anyone may have written it: the number of values is bounded.
     */
    public static <T> T readForeign(byte[] json, Class<T> type) throws IOException {
        return read(FOREIGN, json, type);
    }

    private static <T> T read(ObjectReader reader, byte[] json, Class<T> type) throws IOException {
        T value = reader.forType(type).readValue(json);
        if (value == null) {
            throw com.fasterxml.jackson.databind.exc.MismatchedInputException.from(null, type, "there is only null");
        }
        return value;
    }

    /** Reads the elements of one array, however long, one at a time. */
    public static <T> com.fasterxml.jackson.databind.MappingIterator<T> readArray(InputStream json, Class<T> type)
            throws IOException {
        return MAPPER.readerFor(type).readValues(json);
    }

    private static final class InstantReader extends com.fasterxml.jackson.databind.JsonDeserializer<Instant> {
        @Override
        public Instant deserialize(JsonParser parser, com.fasterxml.jackson.databind.DeserializationContext context)
                throws IOException {
            try {
                return Instant.parse(parser.getText());
            } catch (java.time.format.DateTimeParseException e) {
                throw context.weirdStringException(parser.getText(), Instant.class, "not a time");
            }
        }
    }
}
