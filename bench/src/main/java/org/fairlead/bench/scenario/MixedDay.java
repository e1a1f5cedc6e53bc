package org.fairlead.bench.scenario;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.fairlead.bench.load.Request;

/** A hundred requests as a wiki sees them, ten of which belong to the primary. */
final class MixedDay {
    private static final String HOST = Scenarios.HOST;
    private static final String PINNED = "wikiUserID=17; UseDC=master";
    private static final int KIB = 1024;
    // Any will do, as long as it is the same for every contestant and every run.
    private static final long SEED = 20221022;

    private MixedDay() {}

    static List<Request> requests() {
        List<Request> day = new ArrayList<>();
        day.addAll(Collections.nCopies(60, Request.get(HOST, "/wiki/Foo?x=1")));
        day.addAll(Collections.nCopies(15, Request.get(HOST, "/size/10240")));
        day.addAll(Collections.nCopies(5, Request.get(HOST, "/size/102400")));
        day.addAll(Collections.nCopies(10, Request.get(HOST, "/wiki/Bar").with("Cookie", "wikiUserID=17; theme=dark")));
        day.addAll(Collections.nCopies(5, Request.post(HOST, "/w/index.php?action=submit", KIB)));
        day.addAll(Collections.nCopies(3, Request.get(HOST, "/wiki/Foo").with("Cookie", PINNED)));
        day.addAll(Collections.nCopies(2, Request.get(HOST, "/wiki/Special:CentralLogin/start")));
        Collections.shuffle(day, new Random(SEED));
        return List.copyOf(day);
    }

    /** A write, and the read that must see it. */
    static List<Request> edit() {
        return List.of(
                Request.post(HOST, "/w/index.php?action=submit", KIB),
                Request.get(HOST, "/size/10240").with("Cookie", PINNED));
    }
}
