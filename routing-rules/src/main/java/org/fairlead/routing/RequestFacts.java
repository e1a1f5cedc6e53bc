package org.fairlead.routing;

import org.fairlead.matching.ClientAddress;

/** What a decision needs to know beside the head. Confined to one thread; reused from request to request. */
public final class RequestFacts {
    private ClientAddress client = new ClientAddress(0, 0, false);
    private boolean fromPeers;
    private boolean certificateCoversHost = true;
    private long nowMillis;
    private int draw;
    private long excluded;

    /**
     * Turns to the next request.
     *
     * @param client the client's address, as far as those trusted to tell it are believed
     * @param nowMillis since 1970
     * @param draw at random, 0 to 9999, for a share by request
     */
    public RequestFacts next(ClientAddress client, long nowMillis, int draw) {
        this.client = client;
        this.nowMillis = nowMillis;
        this.draw = draw;
        fromPeers = false;
        certificateCoversHost = true;
        excluded = 0;
        return this;
    }

    /** It came in on a listener for peers only. */
    public RequestFacts fromPeers(boolean fromPeers) {
        this.fromPeers = fromPeers;
        return this;
    }

    /** False where it came over TLS and the certificate shown doesn't cover its host. */
    public RequestFacts certificateCoversHost(boolean covers) {
        certificateCoversHost = covers;
        return this;
    }

    /** That datacenter has refused this request unprocessed, or could not be reached. */
    public RequestFacts exclude(Datacenter refused) {
        excluded |= refused.bit();
        return this;
    }

    public ClientAddress client() {
        return client;
    }

    public boolean fromPeers() {
        return fromPeers;
    }

    public boolean certificateCoversHost() {
        return certificateCoversHost;
    }

    public long nowMillis() {
        return nowMillis;
    }

    public int draw() {
        return draw;
    }

    /** A set of {@link Datacenter#bit()}. */
    public long excluded() {
        return excluded;
    }
}
