package org.fairlead.proxy.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** A status as tables that can be read at three in the morning: first what an operator set, then the rest. */
final class StatusTable {
    private static final String ALL = "takes all";

    private final JsonNode status;
    private final Instant now;

    StatusTable(JsonNode status, Instant now) {
        this.status = status;
        this.now = now;
    }

    void print(PrintWriter out) {
        JsonNode configuration = status.path("configuration");
        out.println(text("fleet") + " at " + text("datacenter") + ": primary " + text("primary") + ", epoch "
                + text("epoch") + ", configuration "
                + configuration.path("hash").asString() + " since "
                + ago(configuration.path("since").asString()));
        JsonNode open = status.path("gauges");
        out.println((status.path("ready").booleanValue() ? "serving" : "NOT READY, on its way out or in") + ", started "
                + ago(text("started")) + ": "
                + open.path("fairlead.client.connections").asString()
                + " client connections, " + open.path("fairlead.exchanges").asString() + " exchanges, "
                + open.path("fairlead.upstream.connections").asString() + " upstream connections");
        refused(out, configuration);
        section(out, "CONTRADICTION", "contradictions");
        overrides(out);
        availability(out);
        datacenters(out);
        pools(out);
        services(out);
        trouble(out);
    }

    private void refused(PrintWriter out, JsonNode configuration) {
        JsonNode last = configuration.path("last_reload");
        if (!last.path("refused").isEmpty()) {
            out.println("LAST RELOAD REFUSED " + ago(last.path("at").asString()) + ", by "
                    + last.path("by").asString() + "; what ran before runs on:");
            last.path("refused").forEach(problem -> out.println("  " + problem.asString()));
        }
        if (!configuration.path("needs_restart").isEmpty()) {
            out.println("changed, but takes a restart: " + join(configuration.path("needs_restart")));
        }
    }

    private void section(PrintWriter out, String title, String key) {
        status.path(key).forEach(line -> out.println(title + " " + line.asString()));
    }

    private void overrides(PrintWriter out) {
        List<List<String>> rows = new ArrayList<>(List.of(List.of("SET BY HAND", "SINCE", "WHO", "WHY")));
        status.path("overrides")
                .forEach(entry -> rows.add(List.of(
                        entry.path("what").asString(),
                        ago(entry.path("since").asString()),
                        entry.path("who").asString(),
                        entry.path("why").asString())));
        if (rows.size() == 1) {
            rows.set(0, List.of("nothing is set by hand"));
        }
        table(out, rows);
    }

    /** What each datacenter takes, seen from here. */
    private void availability(PrintWriter out) {
        List<List<String>> rows = new ArrayList<>(List.of(List.of("DATACENTER", "TAKES", "SINCE", "WHY")));
        for (JsonNode datacenter : status.path("datacenters")) {
            if (datacenter.has("availability")) {
                String takes = datacenter.path("availability").asString();
                boolean isWhole = takes.equals(ALL);
                rows.add(List.of(
                        datacenter.path("name").asString(),
                        isWhole ? takes : takes.toUpperCase(java.util.Locale.ROOT),
                        ago(datacenter.path("since").asString()),
                        isWhole ? "" : datacenter.path("reason").asString()));
            }
        }
        if (rows.size() > 1) {
            table(out, rows);
        }
    }

    private void datacenters(PrintWriter out) {
        List<List<String>> rows =
                new ArrayList<>(List.of(List.of("DATACENTER", "ROLE", "STATE", "CONFIGURED", "POOL", "ORIGINS")));
        for (JsonNode datacenter : status.path("datacenters")) {
            String name = datacenter.path("name").asString()
                    + (datacenter.path("local").booleanValue() ? " (here)" : "");
            String role = datacenter.path("role").asString();
            String state = datacenter.path("state").asString();
            String configured = datacenter.path("configured_state").asString();
            if (!datacenter.path("peers").isEmpty()) {
                rows.add(List.of(name, role, state, configured, "(peers)", join(datacenter.path("peers"))));
            }
            datacenter
                    .path("pools")
                    .properties()
                    .forEach(pool ->
                            rows.add(List.of(name, role, state, configured, pool.getKey(), join(pool.getValue()))));
        }
        table(out, rows);
    }

    /** Each pool with how many of its origins may be used; of origins only those that aren't simply up. */
    private void pools(PrintWriter out) {
        List<List<String>> rows =
                new ArrayList<>(List.of(List.of("POOL", "USABLE", "READS STAY", "ORIGIN", "STATE", "SINCE", "WHY")));
        for (JsonNode pool : status.path("pools")) {
            JsonNode origins = pool.path("origins");
            String usable = pool.path("usable").asString() + " of " + origins.size();
            rows.add(List.of(
                    pool.path("name").asString(),
                    origins.size() > 0 && pool.path("usable").intValue() == 0 ? "NONE of " + origins.size() : usable,
                    pool.path("reads_that_stay").asString(),
                    "",
                    pool.path("state").asString(),
                    pool.has("since") ? ago(pool.path("since").asString()) : "",
                    isWhole(pool) ? "" : pool.path("reason").asString()));
            for (JsonNode origin : origins) {
                if (!isSimplyUp(origin)) {
                    rows.add(List.of(
                            "",
                            "",
                            "",
                            origin.path("name").asString(),
                            stateOf(origin),
                            ago(origin.path("since").asString()),
                            origin.path("reason").asString()));
                }
            }
        }
        if (rows.size() > 1) {
            table(out, rows);
        }
    }

    private static boolean isWhole(JsonNode pool) {
        return pool.path("state").asString().equals(ALL);
    }

    private static boolean isSimplyUp(JsonNode origin) {
        return origin.path("weight").intValue() == 100
                && origin.path("takes_writes").booleanValue()
                && !origin.has("lag_ms");
    }

    private static String stateOf(JsonNode origin) {
        String state = origin.path("state").asString();
        if (!state.equals("up")) {
            return state.toUpperCase(java.util.Locale.ROOT);
        }
        return state + ", weight " + origin.path("weight").asString()
                + (origin.path("takes_writes").booleanValue() ? "" : ", read-only")
                + (origin.has("lag_ms") ? ", lag " + origin.path("lag_ms").asString() + " ms" : "");
    }

    private void services(PrintWriter out) {
        List<List<String>> rows = new ArrayList<>(List.of(
                List.of("SERVICE", "READS", "SHARE", "CONFIGURED", "OWN STATES", "REQ/S", "PINS/S", "ANSWERED AT")));
        for (JsonNode service : status.path("services")) {
            JsonNode shift = service.path("shift");
            rows.add(List.of(
                    service.path("name").asString(),
                    service.path("reads_to_primary").booleanValue()
                            ? "ALL TO PRIMARY"
                            : service.path("reads").asString(),
                    shift.isMissingNode()
                            ? "-"
                            : shift.path("share").asString() + " to "
                                    + shift.path("to").asString(),
                    shift.isMissingNode() ? "-" : shift.path("configured").asString(),
                    pairs(service.path("own_states")),
                    service.path("requests_per_second").asString(),
                    service.path("pins_per_second").asString(),
                    pairs(service.path("by_datacenter"))));
        }
        table(out, rows);
    }

    private void trouble(PrintWriter out) {
        List<List<String>> rows =
                new ArrayList<>(List.of(List.of("WRITES ON SAFE METHODS", "SERVICE", "MODE", "COUNT")));
        status.path("flagged_writes")
                .forEach(route -> rows.add(List.of(
                        route.path("route").asString(),
                        route.path("service").asString(),
                        route.path("mode").asString() + ", "
                                + route.path("finding").asString(),
                        route.path("count").asString())));
        if (rows.size() > 1) {
            table(out, rows);
        }
        out.println();
        out.println("loops refused: " + text("loops") + "; failures: " + pairs(status.path("failures")));
    }

    private static void table(PrintWriter out, List<List<String>> rows) {
        out.println();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                int column = i;
                int width = rows.stream()
                        .filter(other -> other.size() > column)
                        .mapToInt(other -> other.get(column).length())
                        .max()
                        .orElse(0);
                line.append(row.get(i)).append(" ".repeat(width - row.get(i).length() + 2));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private String text(String key) {
        return status.path(key).asString();
    }

    private static String join(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asString)
                .collect(Collectors.joining(", "));
    }

    private static String pairs(JsonNode map) {
        String pairs = map.properties().stream()
                .map(pair -> pair.getKey() + " " + pair.getValue().asString())
                .collect(Collectors.joining(", "));
        return pairs.isEmpty() ? "-" : pairs;
    }

    private String ago(String instant) {
        Duration since = Duration.between(Instant.parse(instant), now);
        if (since.toDays() > 1) {
            return since.toDays() + " d ago";
        }
        if (since.toHours() > 1) {
            return since.toHours() + " h ago";
        }
        return since.toMinutes() > 1 ? since.toMinutes() + " min ago" : Math.max(0, since.toSeconds()) + " s ago";
    }
}
