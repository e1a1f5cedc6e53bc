package org.fairlead.bench.report;

import java.util.ArrayList;
import java.util.List;

/** One class of the style sheet for each name, the same in all charts. */
final class Colours {
    private final List<String> names = new ArrayList<>();

    Colours(List<String> names) {
        this.names.addAll(names);
    }

    String of(String name) {
        if (!names.contains(name)) {
            names.add(name);
        }
        return "c" + names.indexOf(name) % 6;
    }

    List<String> names() {
        return List.copyOf(names);
    }
}
