package org.fairlead.bench.contestant;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A proxy that the user configured, given as {@code NAME=PORT:COMMAND}. Its command runs in the foreground, and finds in its
 * environment the ports of the origins: BENCH_EQIAD and BENCH_CODFW.
 */
public final class OtherProxy implements Contestant {
    private final String name;
    private final int port;
    private final String command;

    private OtherProxy(String name, int port, String command) {
        this.name = name;
        this.port = port;
        this.command = command;
    }

    /** Throws IllegalArgumentException on any other form. */
    public static OtherProxy parse(String text) {
        var matcher = java.util.regex.Pattern.compile("([a-z0-9-]+)=([0-9]{1,5}):(.+)")
                .matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("other: \"" + text + "\" (expected: NAME=PORT:COMMAND)");
        }
        return new OtherProxy(matcher.group(1), Integer.parseInt(matcher.group(2)), matcher.group(3));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String version() {
        return "started by: " + command;
    }

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    @Override
    public Optional<String> lacks(Setup setup) {
        return setup.equals(Setup.PLAIN) ? Optional.empty() : Optional.of("it has one configuration only");
    }

    /** Where it listens, whatever the site says. */
    public int port() {
        return port;
    }

    @Override
    public Launch prepare(Site site) {
        return new Launch(
                List.of("sh", "-c", "exec " + command),
                Map.of(
                        "BENCH_EQIAD", site.origins("eqiad", " %d").strip(),
                        "BENCH_CODFW", site.origins("codfw", " %d").strip()));
    }
}
