package org.fairlead.config.reference;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.fairlead.config.model.Declared;
import org.fairlead.config.model.Declared.DeclaredKey;
import org.fairlead.config.model.ScalarType;

/** Writes the tables of docs/configuration.md, from the keys that the models declare. */
final class ReferenceTables {
    private ReferenceTables() {}

    /** A table for the model, and one for each model that it leads to. */
    static String write(Class<?> model) {
        Map<Class<?>, Boolean> models = new LinkedHashMap<>();
        collect(model, true, models);
        return models.entrySet().stream()
                .map(entry -> table(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static void collect(Class<?> model, boolean reloads, Map<Class<?>, Boolean> models) {
        if (models.putIfAbsent(model, reloads) == null) {
            for (DeclaredKey key : Declared.keys(model)) {
                boolean keysReload =
                        key.key().keysReload() || (reloads && key.key().reloads());
                recordsIn(key.type()).forEach(found -> collect(found, keysReload, models));
            }
        }
    }

    private static List<Class<?>> recordsIn(Type type) {
        List<Class<?>> found = new ArrayList<>();
        if (type instanceof ParameterizedType) {
            found.addAll(recordsIn(Declared.argumentOf(type)));
        } else if (Declared.rawOf(type).isRecord()
                && ScalarType.of(Declared.rawOf(type)).isEmpty()) {
            found.add(Declared.rawOf(type));
        }
        return found;
    }

    private static String table(Class<?> model, boolean reloads) {
        String rows =
                Declared.keys(model).stream().map(key -> row(key, reloads)).collect(Collectors.joining());
        return "### " + title(model) + "\n\n"
                + "| key | meaning | value | default | safe to reload? |\n| --- | --- | --- | --- | --- |\n" + rows;
    }

    private static String row(DeclaredKey declared, boolean reloads) {
        String range = declared.key().range().length < 2 || declared.key().range()[1] == Long.MAX_VALUE
                ? ""
                : ", " + written(declared, 0) + " to " + written(declared, 1);
        String otherwise = declared.key().otherwise().isEmpty()
                ? declared.key().required() ? "required" : "–"
                : "`" + declared.key().otherwise() + "`";
        return "| `" + declared.name() + "` | " + declared.key().value().replace("|", "\\|") + " | "
                + SchemaWriter.shape(declared.type(), declared.key()) + range
                + (declared.key().orNone() ? ", `none`" : "") + " | " + otherwise + " | "
                + (reloads && declared.key().reloads() ? "yes" : "no: restart") + " |\n";
    }

    private static String written(DeclaredKey declared, int end) {
        long number = declared.key().range()[end];
        return switch (SchemaWriter.shape(declared.type(), declared.key())) {
            case "duration" -> ScalarType.written(number);
            case "size" -> number % 1_048_576 == 0 ? number / 1_048_576 + "MiB" : number / 1024 + "KiB";
            default -> Long.toString(number);
        };
    }

    static String title(Class<?> model) {
        return switch (model.getSimpleName()) {
            case "DeploymentModel" -> "The deployment file";
            case "RuleFileModel" -> "A rule file";
            default ->
                model.getSimpleName()
                        .replace("Model", "")
                        .replaceAll("(?<=[a-z])([A-Z])", " $1")
                        .toLowerCase(Locale.ROOT);
        };
    }

    static String anchor(Class<?> model) {
        return title(model).toLowerCase(Locale.ROOT).replace(' ', '-');
    }
}
