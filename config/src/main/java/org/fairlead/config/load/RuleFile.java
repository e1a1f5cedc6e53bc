package org.fairlead.config.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fairlead.config.model.Binder;
import org.fairlead.config.model.RuleFileModel;
import org.fairlead.config.source.Node;
import org.fairlead.config.source.Problems;
import org.fairlead.config.source.YamlSource;

/** A rule file whose services have inherited what its defaults say. */
record RuleFile(RuleFileModel model) {
    /** Keys of a service that are its own. */
    private static final List<String> OWN = List.of("hosts", "tests");
    /** The keys of a service, and the keys of its sections, are inherited one by one. */
    private static final int INHERITED_LEVELS = 2;

    /** The rule files that {@code place} names: itself, or what a folder holds, by name. Problems go to {@code at}. */
    static List<Path> find(Path place, Node at, Problems problems) {
        if (!Files.exists(place)) {
            problems.unexpected(at, "a rule file, or a folder with rule files; there is no " + place);
            return List.of();
        }
        if (!Files.isDirectory(place)) {
            return List.of(place);
        }
        try (Stream<Path> files = Files.list(place)) {
            List<Path> found = files.filter(file ->
                            file.toString().endsWith(".yaml") || file.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                problems.unexpected(at, "a folder with .yaml files; " + place + " has none");
            }
            return found;
        } catch (IOException e) {
            problems.unexpected(at, "a folder that can be read; " + place + " can't");
            return List.of();
        }
    }

    /** Empty where the file can't be read at all. */
    static Optional<RuleFile> read(Path file, YamlSource source, Problems problems) {
        Binder binder = new Binder(problems);
        return source.read(file).map(root -> new RuleFile(binder.bind(RuleFileModel.class, inherit(root, problems))));
    }

    private static Node.Mapping inherit(Node.Mapping root, Problems problems) {
        if (!(root.get("defaults") instanceof Node.Mapping defaults)
                || !(root.get("services") instanceof Node.Mapping services)) {
            return root;
        }
        OWN.stream()
                .filter(defaults::has)
                .forEach(key -> problems.add(
                        defaults.whereIsKey(key),
                        defaults.get(key).path(),
                        "not inherited (expected: under each service)"));
        Node.Mapping inherited = services;
        for (String name : services.entries().keySet()) {
            if (services.get(name) instanceof Node.Mapping service) {
                inherited = inherited.with(name, service.over(without(defaults), INHERITED_LEVELS));
            }
        }
        return root.with("services", inherited);
    }

    private static Node.Mapping without(Node.Mapping defaults) {
        var entries = new java.util.LinkedHashMap<>(defaults.entries());
        entries.keySet().removeAll(OWN);
        return new Node.Mapping(defaults.where(), defaults.path(), entries);
    }

    /** The nodes of {@code node} as a list, where one value may stand for a list of one. */
    static List<Node> items(Node node) {
        if (node instanceof Node.Sequence list) {
            return list.items();
        }
        return node instanceof Node.Nothing ? List.of() : List.of(node);
    }
}
