package org.fairlead.bench.contestant;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The contestants that can be named. */
public final class Lineup {
    private Lineup() {}

    /** Throws IllegalArgumentException for a name that isn't known. */
    public static List<Contestant> of(Path root, List<String> names) {
        List<Contestant> lineup = new ArrayList<>();
        for (String name : names) {
            lineup.add(
                    switch (name) {
                        case "fairlead" -> new Fairlead(root);
                        case "haproxy" -> new Haproxy();
                        case "nginx" -> new Nginx();
                        case "ats" -> new TrafficServer();
                        case "floor" -> new Floor();
                        default ->
                            throw new IllegalArgumentException(
                                    "against: \"" + name + "\" (expected: some of nginx, haproxy, ats, floor)");
                    });
        }
        return lineup;
    }
}
