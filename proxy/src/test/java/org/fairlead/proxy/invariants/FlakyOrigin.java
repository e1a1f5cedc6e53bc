package org.fairlead.proxy.invariants;

import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlead.proxy.testkit.RawOrigin;

/** An application that executes what reaches it whole, notes it in a ledger, and fails at random points, drawn from a seed. */
final class FlakyOrigin {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n";

    /** Where it fails. */
    private enum Point {
        BEFORE_READING,
        AFTER_HEAD,
        AFTER_REQUEST,
        AFTER_EXECUTING,
        IN_HEAD,
        IN_BODY,
        AFTER_ANSWER,
        NOWHERE
    }

    private final Map<String, AtomicInteger> ledger;
    private final int failingOfTen;
    private final boolean onlyBeforeAnswers;
    private final Random random;

    /**
     * @param ledger how often each id was executed
     * @param onlyBeforeAnswers whether it never fails once it has begun to answer
     */
    FlakyOrigin(long seed, int failingOfTen, boolean onlyBeforeAnswers, Map<String, AtomicInteger> ledger) {
        random = new Random(seed);
        this.failingOfTen = failingOfTen;
        this.onlyBeforeAnswers = onlyBeforeAnswers;
        this.ledger = ledger;
    }

    static Map<String, AtomicInteger> newLedger() {
        return new ConcurrentHashMap<>();
    }

    RawOrigin start() {
        return RawOrigin.of(this::serve);
    }

    private synchronized Point draw() {
        if (random.nextInt(10) >= failingOfTen) {
            return Point.NOWHERE;
        }
        Point[] points = Point.values();
        return points[random.nextInt(onlyBeforeAnswers ? Point.IN_HEAD.ordinal() : points.length)];
    }

    private synchronized boolean coin() {
        return random.nextBoolean();
    }

    private void serve(RawOrigin.Connection connection) throws IOException {
        // An end where there was nothing unread, or a reset.
        if (coin()) {
            connection.resetAtClose();
        }
        while (true) {
            Point point = draw();
            if (point == Point.BEFORE_READING) {
                return;
            }
            if (point == Point.AFTER_HEAD) {
                connection.readHead();
                return;
            }
            String request = connection.readRequest();
            if (request.isEmpty() || point == Point.AFTER_REQUEST) {
                return;
            }
            execute(request);
            if (!answer(connection, point)) {
                return;
            }
        }
    }

    private void execute(String request) {
        if (request.endsWith("END") || request.endsWith("END\r\n0\r\n\r\n") || !request.startsWith("POST")) {
            ledger.computeIfAbsent(id(request), any -> new AtomicInteger()).incrementAndGet();
        }
    }

    static String id(String request) {
        return RawOrigin.field(request, "X-Number");
    }

    private static boolean answer(RawOrigin.Connection connection, Point point) throws IOException {
        switch (point) {
            case AFTER_EXECUTING -> {
                return false;
            }
            case IN_HEAD -> {
                connection.send(HEAD);
                return false;
            }
            case IN_BODY -> {
                connection.send(HEAD + "\r\n12345");
                return false;
            }
            default -> {
                connection.send(HEAD);
                connection.send("\r\n12345");
                connection.send("67890");
                return point == Point.NOWHERE;
            }
        }
    }
}
