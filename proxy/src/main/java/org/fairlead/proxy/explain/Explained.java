package org.fairlead.proxy.explain;

import java.io.PrintWriter;
import org.fairlead.config.Configuration;
import org.fairlead.matching.ClientAddress;
import org.fairlead.proxy.http1.Rejection;
import org.jspecify.annotations.Nullable;

/** What would be done with one request, and why. */
public sealed interface Explained permits ExplainedDecision, ExplainedRefusal {
    /**
     * What a proxy with that configuration would do, the client having written nothing that this process knows of: first it reads
     * the request as it would come in HTTP/1.1, then it decides.
     */
    static Explained of(Configuration configuration, AskedRequest request, ClientAddress client, long nowMillis) {
        @Nullable Rejection rejection = request.rejection(configuration.relay());
        return rejection == null
                ? ExplainedDecision.of(configuration, request.toString(), request.head(), client, nowMillis)
                : new ExplainedRefusal(configuration.snapshot(), request.toString(), client, rejection);
    }

    void print(PrintWriter out);

    String json();
}
