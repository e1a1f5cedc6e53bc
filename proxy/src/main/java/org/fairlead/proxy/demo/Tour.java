package org.fairlead.proxy.demo;

import java.nio.file.Path;

/** Says what the demo consists of, and what to try. */
record Tour(DemoPorts eqiad, DemoPorts codfw, Path rules, Path folder) {
    private static final String TEXT = """
            Two datacenters are up; Ctrl-C ends them.

              eqiad  primary   %1$s   appservers %3$s   metrics %5$s/metrics
              codfw  replica   %2$s   appservers %4$s   metrics %6$s/metrics
                     the replica lags by 3 seconds

              rules: %7$s (edit them, then start the demo again)
              access logs: %8$s/*-access.log

            Try, in another terminal:

              a read is answered where it arrives
                curl -si %2$s/ | grep -i fairlead-decision

              a write goes to the primary, and pins its client
                curl -si -c /tmp/jar %2$s/entries -d author=me -d text=hello | grep -i -e location -e fairlead-decision -e set-cookie

              so it sees its own entry at once, which others at codfw see after 3 seconds
                curl -s -b /tmp/jar %2$s/ | grep hello
                curl -s %2$s/ | grep hello

              a GET that a rule knows to write goes to the primary too
                curl -si '%2$s/entries?action=delete&id=1' | grep -i fairlead-decision

              a GET that writes and that no rule knows is caught, at the replica and at the primary
                curl -i '%2$s/vote?id=2'
                curl -i '%1$s/vote?id=2'

              a POST that promises to be a read is answered by the replica
                curl -si %2$s/search -d q=hello | grep -i fairlead-decision

              a read that wants fresh data goes to the primary
                curl -si %2$s/statistics | grep -i fairlead-decision

              a share of the visitors is shifted: always the same ones (start the demo with --shift 30)
                for v in 1 2 3 4 5 6; do curl -si -b guestbook-name=$v %2$s/ | grep -i fairlead-decision; done

              the kill switch sends all reads home (start the demo with --reads-to-primary)
                curl -si %2$s/ | grep -i fairlead-decision

              change the lag of the replica
                curl -s -X POST '%2$s/lag?seconds=5'

              why does a request go where it goes?
                scripts/fairlead explain --at codfw GET 'http://guestbook.example/entries?action=delete&id=1'

              over TLS, with a certificate that was made just now, in HTTP/2 and in HTTP/1.1; and in HTTP/2 without TLS
                curl -sik --http2 %9$s/ | grep -i -e fairlead-decision -e HTTP/
                curl -sik --http1.1 %9$s/ | grep -i -e fairlead-decision -e HTTP/
                curl -si --http2-prior-knowledge %2$s/ | grep -i -e fairlead-decision -e HTTP/

              what was counted
                curl -s %6$s/metrics | grep ^fairlead_requests
            """;

    String text() {
        return TEXT.formatted(
                http(eqiad.clients()),
                http(codfw.clients()),
                list(eqiad),
                list(codfw),
                http(eqiad.observe()),
                http(codfw.observe()),
                rules,
                folder,
                "https://localhost:" + codfw.secure());
    }

    private static String http(int port) {
        return "http://localhost:" + port;
    }

    private static String list(DemoPorts ports) {
        return ports.appservers().get(0) + ", " + ports.appservers().get(1);
    }
}
