package org.fairlead.proxy.explain;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.matching.ClientAddress;
import org.fairlead.proxy.http1.Rejection;
import org.fairlead.routing.Snapshot;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** One request that can't be read, or could be read in two ways: no rule is looked at. */
record ExplainedRefusal(Snapshot snapshot, String request, ClientAddress client, Rejection rejection)
        implements Explained {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Override
    public void print(PrintWriter out) {
        out.println(request);
        out.println("at " + snapshot.topology().local().name() + ", from " + client);
        out.println();
        out.println("→ refused with " + rejection.status() + " before any rule is looked at: " + rejection.sentence()
                + " (reason " + rejection.label() + ")");
    }

    @Override
    public String json() {
        Map<String, Object> decision = new LinkedHashMap<>();
        decision.put("outcome", "refuse");
        decision.put("status", rejection.status());
        decision.put("detail", rejection.sentence());
        decision.put("reason", rejection.label());
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("request", request);
        root.put("at", snapshot.topology().local().name());
        root.put("client", client.toString());
        root.put("steps", List.of());
        root.put("decision", decision);
        return JSON.writeValueAsString(root);
    }
}
