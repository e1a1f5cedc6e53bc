package org.fairlead.proxy.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The ports of one datacenter of the demo, all on loopback.
 *
 * @param clients of its Fairlead, for clients
 * @param secure of its Fairlead, for clients over TLS
 * @param peers of its Fairlead, for the other one
 * @param observe of its Fairlead, for metrics and health
 * @param appservers of the applications behind it
 */
public record DemoPorts(int clients, int secure, int peers, int observe, List<Integer> appservers) {
    private static final int APPSERVERS = 2;
    /** From 8080 to 8443. */
    private static final int SECURE = 363;

    public DemoPorts {
        appservers = List.copyOf(appservers);
    }

    /** How the ports of both datacenters are found. */
    public interface Choice {
        /**
         * The ports of the datacenter whose clients should connect to {@code memorable}.
         *
         * @throws IOException where there are no ports
         */
        DemoPorts at(int memorable) throws IOException;
    }

    /** Ports that are easy to remember, and instead of one that is taken any that is free. */
    public static Choice usual() {
        Picker picker = new Picker();
        return memorable -> picked(picker, memorable);
    }

    /** Any that are free. */
    public static Choice any() {
        Picker picker = new Picker();
        return memorable -> picked(picker, 0);
    }

    private static DemoPorts picked(Picker picker, int first) throws IOException {
        int clients = picker.pick(first);
        int secure = picker.pick(first == 0 ? 0 : first + SECURE);
        int peers = picker.pick(first == 0 ? 0 : first + 1);
        int observe = picker.pick(first == 0 ? 0 : first + 2);
        List<Integer> appservers = new ArrayList<>();
        for (int i = 0; i < APPSERVERS; i++) {
            appservers.add(picker.pick(first == 0 ? 0 : first + 11 + i));
        }
        return new DemoPorts(clients, secure, peers, observe, appservers);
    }

    /** Finds ports that nobody has. Somebody may take one before it is used: that is said then. */
    private static final class Picker {
        private static final int LOWEST = 10_000;
        /** From there on the system gives them to connections: one might have it just when it is wanted. */
        private static final int BEYOND = 32_768;

        private static final int TRIES = 1000;

        private final List<Integer> given = new ArrayList<>();

        int pick(int wanted) throws IOException {
            int port = !given.contains(wanted) && isFree(wanted) ? wanted : free();
            given.add(port);
            return port;
        }

        private static boolean isFree(int port) {
            if (port == 0) {
                return false;
            }
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.isBound();
            } catch (IOException e) {
                return false;
            }
        }

        private int free() throws IOException {
            for (int i = 0; i < TRIES; i++) {
                int port = ThreadLocalRandom.current().nextInt(LOWEST, BEYOND);
                if (!given.contains(port) && isFree(port)) {
                    return port;
                }
            }
            throw new IOException("no free port found between " + LOWEST + " and " + (BEYOND - 1));
        }
    }
}
