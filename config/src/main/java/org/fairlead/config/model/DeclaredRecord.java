package org.fairlead.config.model;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fairlead.config.model.Declared.DeclaredKey;
import org.fairlead.config.source.Node;

/**
 * What a model record declares. Looked at once for each record, since the JDK reads annotations anew for whoever asks.
 *
 * @param components in the order of the record; empty: the mapping itself goes there
 * @param keys those of them that are keys
 */
record DeclaredRecord(Constructor<?> constructor, List<Optional<DeclaredKey>> components, List<DeclaredKey> keys) {
    private static final ClassValue<DeclaredRecord> SEEN = new ClassValue<>() {
        @Override
        protected DeclaredRecord computeValue(Class<?> model) {
            return lookAt(model);
        }
    };

    static DeclaredRecord of(Class<?> model) {
        return SEEN.get(model);
    }

    private static DeclaredRecord lookAt(Class<?> model) {
        RecordComponent[] found = model.getRecordComponents();
        Class<?>[] types = new Class<?>[found.length];
        List<Optional<DeclaredKey>> components = new ArrayList<>();
        List<DeclaredKey> keys = new ArrayList<>();
        for (int i = 0; i < found.length; i++) {
            types[i] = found[i].getType();
            if (types[i] == Node.Mapping.class) {
                components.add(Optional.empty());
            } else {
                DeclaredKey key = keyOf(found[i]);
                components.add(Optional.of(key));
                keys.add(key);
            }
        }
        try {
            return new DeclaredRecord(model.getDeclaredConstructor(types), List.copyOf(components), List.copyOf(keys));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(model + " isn't a record", e);
        }
    }

    private static DeclaredKey keyOf(RecordComponent component) {
        Key key = component.getAnnotation(Key.class);
        return new DeclaredKey(Declared.nameOf(component.getName(), key), component.getGenericType(), key);
    }
}
