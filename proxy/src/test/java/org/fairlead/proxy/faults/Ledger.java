package org.fairlead.proxy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlead.proxy.testkit.RawOrigin;

/** What origins have executed, and what clients were told of it. For any thread. */
final class Ledger {
    /** A client was told nothing: its connection ended in the midst of an answer. */
    static final int CUT_OFF = 0;

    private static final String END = "END";
    private static final String FIELD = "\r\nX-Number: ";

    private final Map<String, AtomicInteger> executed = new ConcurrentHashMap<>();
    private final Map<String, Integer> told = new ConcurrentHashMap<>();
    private final Set<String> atReplicas = ConcurrentHashMap.newKeySet();

    /** An application that executes each write that reaches it whole, and says so. */
    RawOrigin application(boolean isPrimary) {
        return RawOrigin.of(connection -> {
            for (String request = connection.readRequest(); !request.isEmpty(); request = connection.readRequest()) {
                if (isWhole(request)) {
                    execute(id(request), isPrimary);
                }
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n1234567890");
            }
        });
    }

    private static boolean isWhole(String request) {
        return request.startsWith("POST") && (request.endsWith(END) || request.endsWith(END + "\r\n0\r\n\r\n"));
    }

    private void execute(String id, boolean isPrimary) {
        executed.computeIfAbsent(id, any -> new AtomicInteger()).incrementAndGet();
        if (!isPrimary) {
            atReplicas.add(id);
        }
    }

    private static String id(String request) {
        int at = request.indexOf(FIELD) + FIELD.length();
        return request.substring(at, request.indexOf("\r\n", at));
    }

    /** What the client of that write saw: a status, or {@link #CUT_OFF}. */
    void told(String id, int status) {
        told.put(id, status);
    }

    /** No id twice, none told as done that wasn't, none at a replica; and nobody cut off who could have been answered. */
    void check() {
        executed.forEach((id, times) -> assertThat(times.get()).as(id).isEqualTo(1));
        assertThat(atReplicas).isEmpty();
        told.forEach((id, status) -> {
            if (status == CUT_OFF || status >= 200 && status < 300) {
                assertThat(executed).as("told %d", status).containsKey(id);
            }
        });
    }

    Set<Integer> toldStatuses() {
        return Set.copyOf(told.values());
    }

    /** Counts, for people. */
    @Override
    public String toString() {
        Map<Integer, Integer> byStatus = new TreeMap<>();
        told.values().forEach(status -> byStatus.merge(status, 1, Integer::sum));
        long doneUnknown = told.entrySet().stream()
                .filter(one -> one.getValue() >= 500 && executed.containsKey(one.getKey()))
                .count();
        return "writes " + told.size() + ", executed " + executed.size() + ", told " + byStatus
                + " (0: cut off), executed but told 5xx " + doneUnknown;
    }
}
