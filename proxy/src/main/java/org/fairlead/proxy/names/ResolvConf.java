package org.fairlead.proxy.names;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the system says of how names are looked up (resolv.conf(5)). Immutable. Netty reads that file once for its whole life, and where
 * there is none it asks servers on the Internet, to whom names of origins are nobody's business.
 *
 * @param servers the first three; where there are none, the one of this machine, as the C library does
 * @param search domains that a name with few dots is looked up in
 * @param dots with so many a name is looked up as it is first
 */
record ResolvConf(List<InetSocketAddress> servers, List<String> search, int dots) {
    private static final Logger LOG = LoggerFactory.getLogger(ResolvConf.class);
    private static final int PORT = 53;
    private static final int MOST_SERVERS = 3;
    private static final int MOST_DOMAINS = 32;
    private static final int MOST_DOTS = 15;
    private static final long MOST_BYTES = 1024 * 1024;
    private static final String DOTS = "ndots:";
    private static final InetSocketAddress OWN = new InetSocketAddress(NetUtil.LOCALHOST4, PORT);

    ResolvConf {
        servers = List.copyOf(servers);
        search = List.copyOf(search);
    }

    /** Not for an event loop. Where it can't be read, that is said in the log, and the server of this machine is asked. */
    static ResolvConf read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException(Files.size(file) + " bytes (expected: " + MOST_BYTES + " at most)");
            }
            return parse(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            LOG.warn("names: {} can't be read, so that {} is asked: {}", file, OWN, e.toString());
            return parse("");
        }
    }

    static ResolvConf parse(String text) {
        List<InetSocketAddress> servers = new ArrayList<>();
        List<String> search = List.of();
        int dots = 1;
        for (String line : text.lines().toList()) {
            String[] words = line.strip().split("\\s+");
            switch (words[0]) {
                case "nameserver" -> addServer(words, servers);
                // The last of them counts.
                case "search", "domain" -> search = rest(words);
                case "options" -> dots = dots(words, dots);
                // Comments, and what isn't about servers and names.
                default -> {}
            }
        }
        return new ResolvConf(servers.isEmpty() ? List.of(OWN) : servers, search, dots);
    }

    private static void addServer(String[] words, List<InetSocketAddress> servers) {
        InetAddress address = words.length > 1 ? NetUtil.createInetAddressFromIpAddressString(words[1]) : null;
        if (address != null && servers.size() < MOST_SERVERS) {
            servers.add(new InetSocketAddress(address, PORT));
        }
    }

    private static List<String> rest(String[] words) {
        return List.of(words).subList(1, Math.min(words.length, MOST_DOMAINS + 1)).stream()
                .filter(domain -> !domain.equals("."))
                .toList();
    }

    private static int dots(String[] words, int before) {
        int dots = before;
        for (String word : words) {
            if (word.startsWith(DOTS) && word.substring(DOTS.length()).matches("\\d{1,4}")) {
                dots = Math.min(MOST_DOTS, Integer.parseInt(word.substring(DOTS.length())));
            }
        }
        return dots;
    }
}
