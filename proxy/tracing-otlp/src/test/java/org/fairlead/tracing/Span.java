package org.fairlead.tracing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A span as a collector reads it: of opentelemetry/proto/trace/v1/trace.proto, as far as tests ask. */
record Span(
        String trace,
        String id,
        String parent,
        String kindAndName,
        long start,
        long end,
        Map<String, String> attributes) {
    /** A field of a message: a number, or bytes. */
    private record Field(int number, long value, byte[] bytes) {}

    /** All of an ExportTraceServiceRequest: resource_spans, scope_spans, spans. */
    static Map<String, Span> byKindAndName(byte[] request) {
        Map<String, Span> spans = new HashMap<>();
        for (byte[] resource : messages(request, 1)) {
            for (byte[] scope : messages(resource, 2)) {
                for (byte[] span : messages(scope, 2)) {
                    Span read = read(span);
                    spans.put(read.kindAndName(), read);
                }
            }
        }
        return spans;
    }

    private static Span read(byte[] message) {
        Map<Integer, Field> fields = new HashMap<>();
        Map<String, String> attributes = new TreeMap<>();
        for (Field field : fields(message)) {
            fields.put(field.number(), field);
            if (field.number() == 9) {
                attributes.put(
                        text(messages(field.bytes(), 1)),
                        value(messages(field.bytes(), 2).get(0)));
            }
        }
        String kind = field(fields, 6).value() == 2 ? "SERVER " : "CLIENT ";
        Field parent = fields.get(4);
        return new Span(
                HexFormat.of().formatHex(field(fields, 1).bytes()),
                HexFormat.of().formatHex(field(fields, 2).bytes()),
                parent == null ? "" : HexFormat.of().formatHex(parent.bytes()),
                kind + new String(field(fields, 5).bytes(), StandardCharsets.UTF_8),
                field(fields, 7).value(),
                field(fields, 8).value(),
                attributes);
    }

    private static Field field(Map<Integer, Field> fields, int number) {
        return Objects.requireNonNull(fields.get(number), () -> "field " + number);
    }

    /** Of an AnyValue: a text or a whole number. */
    private static String value(byte[] message) {
        Field field = fields(message).get(0);
        return field.number() == 1 ? new String(field.bytes(), StandardCharsets.UTF_8) : String.valueOf(field.value());
    }

    private static String text(List<byte[]> only) {
        return new String(only.get(0), StandardCharsets.UTF_8);
    }

    private static List<byte[]> messages(byte[] message, int number) {
        return fields(message).stream()
                .filter(field -> field.number() == number)
                .map(Field::bytes)
                .toList();
    }

    private static List<Field> fields(byte[] message) {
        List<Field> fields = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            long key = varint(in);
            int number = (int) (key >>> 3);
            byte[] bytes = {};
            long value = 0;
            switch ((int) key & 7) {
                case 0 -> value = varint(in);
                case 1 -> value = in.getLong();
                case 2 -> {
                    bytes = new byte[(int) varint(in)];
                    in.get(bytes);
                }
                case 5 -> value = in.getInt();
                default -> throw new IllegalArgumentException("wire type of " + key);
            }
            fields.add(new Field(number, value, bytes));
        }
        return fields;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
