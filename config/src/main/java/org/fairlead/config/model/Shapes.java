package org.fairlead.config.model;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says what should have stood somewhere. */
final class Shapes {
    private Shapes() {}

    /** Completes "expected: …" for a value of that type. */
    static String of(Type type) {
        Class<?> raw = Declared.rawOf(type);
        if (raw == Optional.class) {
            return of(Declared.argumentOf(type));
        }
        if (raw == List.class) {
            Type item = Declared.argumentOf(type);
            return Declared.standsAlone(item) ? of(item) + ", or a list of such" : "a list";
        }
        if (raw == Map.class) {
            return "names and, for each, " + of(Declared.argumentOf(type));
        }
        return ScalarType.of(raw).map(ScalarType::shape).orElseGet(() -> ofRecord(raw));
    }

    private static String ofRecord(Class<?> model) {
        String keys = Declared.keys(model).stream()
                .map(Declared.DeclaredKey::name)
                .collect(Collectors.joining(", ", "keys such as ", ""));
        return Declared.shorthand(model)
                .map(key -> of(key.type()) + ", or " + keys)
                .orElse(keys);
    }

    /** For a single value, with the range of its key. */
    static String of(ScalarType<?> type, Key key) {
        String shape = type.shape() + (key.orNone() ? ", or none" : "");
        if (key.range().length < 2) {
            return shape;
        }
        return type.type() == ScalarType.ByteSize.class
                ? shape + "; from " + key.range()[0] + "B to " + key.range()[1] + "B"
                : shape + " from " + key.range()[0] + " to " + key.range()[1];
    }
}
