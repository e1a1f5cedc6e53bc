package org.fairlead.proxy.conformance;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.fairlead.proxy.conformance.Case.Kind;
import org.fairlead.proxy.conformance.Case.Step;
import org.fairlead.proxy.downstream.Ring;

/** Runs one case once, in one of its variations. */
final class CaseRun {
    private static final String GOOD = "GET /good HTTP/1.1\r\nHost: wiki.example\r\n\r\n";
    private static final String GOOD_ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood";

    private final Case what;
    private final Ring ring;
    private final Variation variation;
    private boolean goodIsDue;
    /** What the client got behind the answer to the good request, and nobody has looked at. */
    private String earlier = "";

    /**
     * @param step whose bytes are cut; -1: none
     * @param cuts where, in rising order
     * @param behindGood whether a good request goes before, in the same send
     */
    record Variation(int step, List<Integer> cuts, boolean behindGood) {
        static final Variation WHOLE = new Variation(-1, List.of(), false);
        static final Variation PIPELINED = new Variation(-1, List.of(), true);

        @Override
        public String toString() {
            String cut = step < 0 ? "whole" : "step " + step + " cut at " + cuts;
            return behindGood ? cut + ", behind a good request" : cut;
        }

        boolean isWhole() {
            return step < 0;
        }
    }

    CaseRun(Case what, Ring ring, Variation variation) {
        this.what = what;
        this.ring = ring;
        this.variation = variation;
        goodIsDue = variation.behindGood();
    }

    void run() {
        ring.begin();
        for (int i = 0; i < what.steps().size(); i++) {
            Step step = what.steps().get(i);
            try {
                run(step, i);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        what.file() + ":" + step.line() + ": " + what.name() + " (" + variation + "): "
                                + e.getMessage(),
                        e);
            }
        }
        nothingMore();
    }

    private void run(Step step, int index) {
        switch (step.kind()) {
            case CLIENT_SENDS -> send(step, index);
            case ORIGIN_SENDS -> sendParts(step.bytes(), index, ring::originSends);
            case CLIENT_GETS -> same(Notation.ofClient(ring.client().take()), step.text());
            case ORIGIN_GETS -> same(Notation.ofOrigin(ring.takeFromOrigins()), step.text());
            case CLIENT_ENDS -> ring.clientEnds();
            case ORIGIN_ENDS -> ring.originEnds();
            case WAIT -> ring.advance(Long.parseLong(step.text().replace("ms", "")));
            case REFUSED -> refused(step.text());
            case BROKEN -> broken(step.text());
            case CLIENT_IS -> same(ring.client().state(), step.text());
            case ORIGIN_IS -> same(ring.origin().state(), step.text());
            case CONNECTIONS -> {
                // A request that waits behind another is sent before that one's connection is known to be clean.
                if (!variation.behindGood()) {
                    same(Integer.toString(ring.connections()), step.text());
                }
            }
        }
    }

    private void send(Step step, int index) {
        if (goodIsDue) {
            goodIsDue = false;
            ring.clientSends((GOOD + step.text()).getBytes(StandardCharsets.ISO_8859_1));
            same(Notation.ofOrigin(ring.takeFromOrigins()), GOOD.replace("\r\n\r\n", "\r\n{added}\r\n"));
            ring.originSends(GOOD_ANSWER.getBytes(StandardCharsets.ISO_8859_1));
            String got = Notation.ofClient(ring.client().take());
            String answer = GOOD_ANSWER.replace("\r\n\r\n", "\r\n{date}{via}\r\n");
            if (!got.startsWith(answer)) {
                same(got, answer);
            }
            earlier = got.substring(answer.length());
        } else {
            sendParts(step.bytes(), index, ring::clientSends);
        }
    }

    private interface Sending {
        void send(byte[] part);
    }

    private void sendParts(byte[] bytes, int index, Sending to) {
        int from = 0;
        if (index == variation.step()) {
            for (int cut : variation.cuts()) {
                to.send(Arrays.copyOfRange(bytes, from, cut));
                from = cut;
            }
        }
        to.send(Arrays.copyOfRange(bytes, from, bytes.length));
    }

    private void refused(String problem) {
        same(takeClient(), "{" + problem + " close}");
        same(ring.client().state(), "closed");
        same(ring.takeFromOrigins(), "");
    }

    /** A head may have gone out; what it announced must not have been ended. */
    private void broken(String problem) {
        same(takeClient(), "{" + problem + " close}");
        same(ring.client().state(), "closed");
        String sent = ring.takeFromOrigins();
        if (!sent.isEmpty()) {
            same(ring.origin().state(), "closed");
            if (Wholeness.isWhole(sent)) {
                throw new AssertionError("an origin got a whole request: " + Notation.encode(sent));
            }
        }
    }

    private String takeClient() {
        String got = earlier + Notation.ofClient(ring.client().take());
        earlier = "";
        return got;
    }

    private void nothingMore() {
        String problem = takeClient() + ring.takeFromOrigins();
        if (!problem.isEmpty() && what.steps().get(what.steps().size() - 1).kind() != Kind.ORIGIN_SENDS) {
            throw new AssertionError(what.where() + ": " + what.name() + " (" + variation
                    + "): more came than was expected:\n" + Notation.encode(problem));
        }
    }

    private void same(String got, String expected) {
        String all = earlier + got;
        earlier = "";
        boolean same = expected.equals("*")
                || all.equals(expected)
                || (!variation.isWhole() && Notation.merged(all).equals(Notation.merged(expected)));
        if (!same) {
            throw new AssertionError("got:\n" + Notation.encode(all) + "\nexpected:\n" + Notation.encode(expected)
                    + "\nmeanwhile the client got:\n"
                    + Notation.encode(ring.client().take()) + "\nand is "
                    + ring.client().state());
        }
    }
}
