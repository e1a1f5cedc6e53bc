package org.fairlead.bench.contestant;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.fairlead.bench.load.Target;
import org.fairlead.bench.machine.Command;

/** Looks whether a contestant routes as rightly in the protocol that it is measured with; by curl, which speaks them all. */
public final class FrontCheck {
    private FrontCheck() {}

    /** What is wrong with what listens there; empty: nothing. */
    public static List<String> check(Target target, Setup setup) {
        List<String> problems = new ArrayList<>();
        String version = target.http2() ? "HTTP/2 200" : "HTTP/1.1 200";
        for (RoutingCase routingCase : RoutingCase.all(setup)) {
            String got = head(target, routingCase);
            String expected = "x-datacenter: " + routingCase.datacenter();
            if (!got.startsWith(version) || !got.toLowerCase(Locale.ROOT).contains("\n" + expected)) {
                problems.add(routingCase + ": " + got.strip() + " (expected: " + version + ", " + expected + ")");
            }
        }
        return problems;
    }

    private static String head(Target target, RoutingCase routingCase) {
        List<String> command = new ArrayList<>(List.of("curl", "-sk", "--max-time", "5", "-o", "/dev/null", "-D", "-"));
        command.add(target.http2() ? target.tls() ? "--http2" : "--http2-prior-knowledge" : "--http1.1");
        command.addAll(List.of("-H", "Host: " + Setup.host(0)));
        routingCase.headers().forEach((name, value) -> command.addAll(List.of("-H", name + ": " + value)));
        if (routingCase.method().equals("HEAD")) {
            command.add("--head");
        } else {
            command.addAll(List.of("-X", routingCase.method()));
            if (routingCase.method().startsWith("P")) {
                command.addAll(List.of("--data-binary", "text"));
            }
        }
        command.add(target.url(routingCase.target()));
        try {
            return Command.output(command);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
