package org.fairlead.config.model;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;

/** The keys that a model record declares. */
public final class Declared {
    private Declared() {}

    /** One key. */
    public record DeclaredKey(String name, Type type, Key key) {}

    /** In the order of the record. */
    public static List<DeclaredKey> keys(Class<?> model) {
        return DeclaredRecord.of(model).keys();
    }

    /** The name in the file. */
    public static String nameOf(String javaName, Key key) {
        return key.name().isEmpty() ? kebabCase(javaName) : key.name();
    }

    private static String kebabCase(String camelCase) {
        StringBuilder kebab = new StringBuilder(camelCase.length() + 4);
        for (int i = 0; i < camelCase.length(); i++) {
            char next = camelCase.charAt(i);
            if (Character.isUpperCase(next)) {
                kebab.append('-');
            }
            kebab.append(Character.toLowerCase(next));
        }
        return kebab.toString();
    }

    /** The key whose value may stand alone, in place of the whole record. */
    public static Optional<DeclaredKey> shorthand(Class<?> model) {
        return model.isRecord()
                ? keys(model).stream().filter(key -> key.key().shorthand()).findFirst()
                : Optional.empty();
    }

    /** Whether values of this type can be written without keys, so that one of them may stand for a list of one. */
    public static boolean standsAlone(Type type) {
        return ScalarType.of(rawOf(type)).isPresent() || shorthand(rawOf(type)).isPresent();
    }

    public static Class<?> rawOf(Type type) {
        return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : (Class<?>) type;
    }

    /** The type in the angle brackets; the last of several. */
    public static Type argumentOf(Type type) {
        Type[] arguments = ((ParameterizedType) type).getActualTypeArguments();
        return arguments[arguments.length - 1];
    }
}
