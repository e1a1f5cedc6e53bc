package org.fairlead.bench.contestant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a contestant stands: in the replica datacenter codfw, with origins there and in the primary, eqiad.
 *
 * @param folder its own, for its files
 * @param port on 127.0.0.1, for clients
 * @param eqiad ports of the primary's origins
 * @param codfw ports of the local origins
 * @param workers threads or processes that serve
 */
public record Site(Path folder, int port, List<Integer> eqiad, List<Integer> codfw, int workers, Setup setup) {
    private static final int FRONT_PORT_OFFSET = 200;

    public Site {
        eqiad = List.copyOf(eqiad);
        codfw = List.copyOf(codfw);
    }

    /** On 127.0.0.1, for clients over TLS or in HTTP/2, where the setup has them. */
    public int frontPort() {
        return port + FRONT_PORT_OFFSET;
    }

    /** Where reads go. */
    public String readsAt() {
        return setup.readsHome() ? "eqiad" : "codfw";
    }

    /** The origins of one datacenter, each written into a pattern that has %d for its port. */
    String origins(String datacenter, String pattern) {
        List<Integer> ports = datacenter.equals("eqiad") ? eqiad : codfw;
        return ports.stream().map(port -> String.format(pattern, port)).collect(Collectors.joining());
    }

    Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
