package org.fairlead.proxy.explain;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.config.Configuration;
import org.fairlead.matching.ClientAddress;
import org.fairlead.message.RequestHead;
import org.fairlead.routing.Decision;
import org.fairlead.routing.DecisionEngine;
import org.fairlead.routing.Explanation;
import org.fairlead.routing.PinTable;
import org.fairlead.routing.RequestFacts;
import org.fairlead.routing.Rule;
import org.fairlead.routing.Service;
import org.fairlead.routing.Snapshot;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** One request, each step of its evaluation, and the decision. */
record ExplainedDecision(
        Snapshot snapshot, String request, ClientAddress client, List<Explanation.Step> steps, Decision decision)
        implements Explained {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Decides as a proxy with that configuration would, the client having written nothing that this process knows of. */
    static ExplainedDecision of(
            Configuration configuration, String request, RequestHead head, ClientAddress client, long nowMillis) {
        Explanation explanation = new Explanation();
        // A share by request is drawn at random; here the draw is 0, which every share includes.
        RequestFacts facts = new RequestFacts().next(client, nowMillis, 0);
        Decision decision =
                new DecisionEngine().decide(configuration.snapshot(), head, facts, PinTable.EMPTY, explanation);
        return new ExplainedDecision(configuration.snapshot(), request, client, explanation.steps(), decision);
    }

    @Override
    public void print(PrintWriter out) {
        out.println(request);
        out.println("at " + snapshot.topology().local().name() + ", from " + client);
        out.println();
        int width = steps.stream().mapToInt(step -> step.step().length()).max().orElse(0);
        for (Explanation.Step step : steps) {
            out.println("  " + step.step() + " ".repeat(width - step.step().length()) + "  " + step.finding());
        }
        out.println();
        out.println("→ " + sentence());
    }

    /** Where it goes, and why. */
    private String sentence() {
        Rule rule = decision.rule();
        String by = rule == null ? "" : ", rule \"" + rule.name() + "\"";
        return outcome() + ": " + decision.reason().sentence() + " (reason "
                + decision.reason().label() + by + ")";
    }

    private String outcome() {
        if (decision instanceof Decision.Forward forward) {
            return forward(forward);
        }
        if (decision instanceof Decision.Respond respond) {
            return "answered here with " + respond.response().status();
        }
        if (decision instanceof Decision.Refuse refuse) {
            String detail = refuse.detail().isEmpty() ? "" : " (" + refuse.detail() + ")";
            return "refused with " + refuse.status() + detail;
        }
        return "answered here";
    }

    private String forward(Decision.Forward forward) {
        String how = switch (forward.crossing()) {
            case NONE -> "here";
            case PEER -> "through a proxy there";
            case ORIGINS -> "straight to its origins";
        };
        String moved = forward.movedFrom() == null
                ? ""
                : ", moved from " + forward.movedFrom().name();
        return forward.datacenter().name() + " (" + role(forward) + "), " + how + ", as a "
                + forward.treatedAs().label() + moved;
    }

    private String role(Decision.Forward forward) {
        boolean isPrimary = snapshot.primaryOf(forward.service())
                .filter(forward.datacenter()::equals)
                .isPresent();
        boolean isLocal = forward.datacenter().equals(snapshot.topology().local());
        return (isPrimary ? "primary" : "replica") + (isLocal ? ", local" : "");
    }

    @Override
    public String json() {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("request", request);
        root.put("at", snapshot.topology().local().name());
        root.put("client", client.toString());
        root.put("steps", steps);
        root.put("decision", decisionFields());
        return JSON.writeValueAsString(root);
    }

    private Map<String, Object> decisionFields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        Service service = decision.service();
        Rule rule = decision.rule();
        if (decision instanceof Decision.Forward forward) {
            fields.put("outcome", "forward");
            fields.put("datacenter", forward.datacenter().name());
            fields.put("role", role(forward).startsWith("primary") ? "primary" : "replica");
            fields.put("crossing", forward.crossing().name().toLowerCase(java.util.Locale.ROOT));
            fields.put("treated_as", forward.treatedAs().label());
            if (forward.movedFrom() != null) {
                fields.put("moved_from", forward.movedFrom().name());
            }
        } else if (decision instanceof Decision.Respond respond) {
            fields.put("outcome", "respond");
            fields.put("status", respond.response().status());
        } else if (decision instanceof Decision.Refuse refuse) {
            fields.put("outcome", "refuse");
            fields.put("status", refuse.status());
            fields.put("detail", refuse.detail());
        } else {
            fields.put("outcome", "answer-options");
        }
        fields.put("reason", decision.reason().label());
        if (service != null) {
            fields.put("service", service.name());
        }
        if (rule != null) {
            fields.put("rule", rule.name());
            rule.because().ifPresent(because -> fields.put("because", because));
        }
        return fields;
    }
}
