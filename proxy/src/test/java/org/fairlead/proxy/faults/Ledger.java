package org.fairlead.proxy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.fairlead.proxy.testkit.RawOrigin;

/** What origins have executed, and what clients were told of it. For any thread. */
final class Ledger {
    /** A client was told nothing: its connection ended in the midst of an answer. */
    static final int CUT_OFF = 0;

    private static final String END = "END";

    private final Map<String, AtomicInteger> executed = new ConcurrentHashMap<>();
    private final Map<String, Integer> told = new ConcurrentHashMap<>();
    /** What was told a while ago, and not looked at since. */
    private Map<String, Integer> toldBefore = Map.of();

    private final Map<Integer, Integer> toldByStatus = new ConcurrentHashMap<>();
    private final AtomicLong executedInAll = new AtomicLong();
    private final AtomicLong doneButNotTold = new AtomicLong();
    private final Set<String> atReplicas = ConcurrentHashMap.newKeySet();

    /**
     * An application that executes each write that reaches it whole, and says so. What is no whole request ends its connection
     * unanswered: a network that has swallowed the first of a request may deliver the rest.
     */
    RawOrigin application(boolean isPrimary) {
        return RawOrigin.forgetful(connection -> {
            for (String request = connection.readRequest();
                    isRead(request) || isWhole(request);
                    request = connection.readRequest()) {
                if (isWhole(request)) {
                    execute(id(request), isPrimary);
                }
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n1234567890");
            }
        });
    }

    private static boolean isRead(String request) {
        return request.startsWith("GET ") && request.endsWith("\r\n\r\n");
    }

    private static boolean isWhole(String request) {
        return request.startsWith("POST ") && (request.endsWith(END) || request.endsWith(END + "\r\n0\r\n\r\n"));
    }

    private void execute(String id, boolean isPrimary) {
        executedInAll.incrementAndGet();
        executed.computeIfAbsent(id, any -> new AtomicInteger()).incrementAndGet();
        if (!isPrimary) {
            atReplicas.add(id);
        }
    }

    private static String id(String request) {
        return RawOrigin.field(request, "X-Number");
    }

    /** What the client of that write saw: a status, or {@link #CUT_OFF}. */
    void told(String id, int status) {
        told.put(id, status);
        toldByStatus.merge(status, 1, Integer::sum);
    }

    /**
     * Looks at all: no id twice, none told as done that wasn't, none at a replica; and nobody cut off who could have been answered.
     * To be called when nobody sends any more.
     */
    void check() {
        forgetOld();
        forgetOld();
        assertThat(executed)
                .as("executed after its client was told, or never sent")
                .isEmpty();
        assertThat(atReplicas).isEmpty();
    }

    /** Looks at what was told before the last call, and forgets it. What is executed later still is found by {@link #check}. */
    void forgetOld() {
        toldBefore.forEach((id, status) -> {
            AtomicInteger times = executed.remove(id);
            if (status == CUT_OFF || status >= 200 && status < 300) {
                assertThat(times).as("%s, told %d", id, status).isNotNull();
            }
            if (times != null) {
                assertThat(times.get()).as(id).isEqualTo(1);
                doneButNotTold.addAndGet(status >= 500 ? 1 : 0);
            }
        });
        toldBefore = new HashMap<>(told);
        told.keySet().removeAll(toldBefore.keySet());
    }

    Set<Integer> toldStatuses() {
        return Set.copyOf(toldByStatus.keySet());
    }

    /** Counts, for people. */
    @Override
    public String toString() {
        int all = toldByStatus.values().stream().mapToInt(Integer::intValue).sum();
        return "writes " + all + ", executed " + executedInAll + ", told " + new TreeMap<>(toldByStatus)
                + " (0: cut off), executed but told 5xx " + doneButNotTold;
    }
}
