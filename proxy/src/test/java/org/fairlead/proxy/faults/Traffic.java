package org.fairlead.proxy.faults;

import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.fairlead.proxy.testkit.Fleet;
import org.fairlead.proxy.testkit.RawClient;

/** Clients that read and write, and note in a {@link Ledger} what they were told. For any thread: one call a client. */
final class Traffic {
    private final Fleet fleet;
    private final Ledger ledger;
    private final AtomicLong requests = new AtomicLong();
    /** Reads that weren't answered well, by status and reason. */
    private final Map<String, AtomicInteger> failedReads = new ConcurrentHashMap<>();

    Traffic(Fleet fleet, Ledger ledger) {
        this.fleet = fleet;
        this.ledger = ledger;
    }

    /** Whether a client goes on. */
    @FunctionalInterface
    interface Schedule {
        boolean goesOn(int done);
    }

    /** One client of that datacenter's proxy, on one connection as long as that lasts. */
    void run(String at, String name, Random random, Schedule schedule) {
        RawClient client = fleet.client(at);
        for (int i = 0; schedule.goesOn(i); i++) {
            boolean isWrite = random.nextInt(4) > 0;
            String id = name + "-" + i;
            String request = isWrite ? write(id, random) : RawClient.request("GET", "/r", "X-Number: " + id);
            if (!send(client, request, id, isWrite)) {
                client.close();
                client = fleet.client(at);
            }
        }
        client.close();
    }

    private boolean send(RawClient client, String request, String id, boolean isWrite) {
        requests.incrementAndGet();
        try {
            RawClient.Response answer = client.send(request).read(isWrite ? "POST" : "GET");
            note(id, isWrite, answer.status(), answer.body());
            return !answer.field("Connection").equals("close");
        } catch (UncheckedIOException | AssertionError e) {
            note(id, isWrite, Ledger.CUT_OFF, "");
            return false;
        }
    }

    private void note(String id, boolean isWrite, int status, String body) {
        if (isWrite) {
            ledger.told(id, status);
        } else if (status != 200) {
            int at = body.indexOf("\"reason\":\"");
            String reason = at < 0 ? "" : body.substring(at + 10, body.indexOf('"', at + 10));
            failedReads
                    .computeIfAbsent(status + " " + reason, any -> new AtomicInteger())
                    .incrementAndGet();
        }
    }

    private static String write(String id, Random random) {
        String body = "x".repeat(random.nextInt(8) == 0 ? random.nextInt(60_000) : random.nextInt(100)) + "END";
        String number = "X-Number: " + id;
        return random.nextBoolean()
                ? RawClient.request("POST", "/w", number, "Content-Length: " + body.length()) + body
                : RawClient.request("POST", "/w", number, "Transfer-Encoding: chunked")
                        + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    }

    long requests() {
        return requests.get();
    }

    Map<String, AtomicInteger> failedReads() {
        return failedReads;
    }
}
