package org.fairlead.bench.contestant;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlead.bench.machine.Command;

/**
 * No proxy, but what no proxy gets below: a relay in C that makes a proxy's system calls and does none of its work. All goes to one
 * origin.
 */
final class Floor implements Contestant {
    private static final String SOURCE = "floor.c";

    @Override
    public String name() {
        return "floor";
    }

    @Override
    public String version() {
        return "the system calls alone";
    }

    @Override
    public Optional<String> missing() {
        return Command.find("cc").isPresent()
                ? Optional.empty()
                : Optional.of("no C compiler is installed (Debian: apt-get install gcc libc6-dev)");
    }

    @Override
    public Optional<String> lacks(Setup setup) {
        return setup.equals(Setup.PLAIN) ? Optional.empty() : Optional.of("it is configured by nothing");
    }

    @Override
    public boolean isFastAtOnce() {
        return true;
    }

    @Override
    public boolean isRouter() {
        return false;
    }

    @Override
    public Launch prepare(Site site) throws IOException {
        Path source = site.write(SOURCE, source());
        Path program = site.folder().resolve("floor");
        Command.output(List.of("cc", "-O2", "-o", program.toString(), source.toString()));
        return new Launch(
                List.of(
                        program.toString(),
                        String.valueOf(site.port()),
                        String.valueOf(site.codfw().get(0))),
                Map.of());
    }

    private static String source() throws IOException {
        try (InputStream stream = Floor.class.getResourceAsStream(SOURCE)) {
            if (stream == null) {
                throw new IllegalStateException(SOURCE + ": not among the resources");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
