package org.fairlead.config.model;

import java.lang.reflect.Type;
import java.time.Duration;
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
                .map(key -> key.key().shape().isEmpty()
                        ? of(key.type()) + ", or " + keys
                        : key.key().shape())
                .orElse(keys);
    }

    /** The same, in the words of the key where it has some. */
    static String of(Type type, Key key) {
        return key.shape().isEmpty() ? of(type) : key.shape();
    }

    /** For a single value, with the range of its key. */
    static String of(ScalarType<?> type, Key key) {
        String shape = key.shape().isEmpty() ? type.shape() : key.shape();
        if (key.range().length < 2) {
            return shape;
        }
        String least = written(type, key.range()[0]);
        return key.range()[1] == Long.MAX_VALUE
                ? shape + ", " + least + " or more"
                : shape + ", from " + least + " to " + written(type, key.range()[1]);
    }

    private static String written(ScalarType<?> type, long number) {
        if (type.type() == Duration.class) {
            return ScalarType.written(number);
        }
        if (type.type() == ScalarType.ByteSize.class) {
            return number % 1_048_576 == 0 ? number / 1_048_576 + "MiB" : number / 1024 + "KiB";
        }
        return Long.toString(number);
    }
}
