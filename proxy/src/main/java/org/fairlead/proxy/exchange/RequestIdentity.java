package org.fairlead.proxy.exchange;

import org.fairlead.config.Trust;
import org.fairlead.matching.ClientAddress;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;
import org.fairlead.message.RequestHead;
import org.fairlead.proxy.upstream.Announcement;

/**
 * Whose request it is: the client's address, whether it came by https, the request's id. What a sender says of these in
 * {@code X-Forwarded-*} and {@code X-Request-Id} counts only if it is trusted to say so. Confined to a loop; reused.
 */
final class RequestIdentity {
    private static final int LONGEST_ID = 128;

    private Sender sender = Sender.NOBODY;
    private ClientAddress client = sender.address();
    private boolean believed;
    private boolean isPeer;
    private Trust.Fields fields = Trust.Fields.X_FORWARDED;
    private byte[] id = new byte[RequestIds.LENGTH];
    private int idLength;

    /** From now on. */
    void sentBy(Sender sender) {
        this.sender = sender;
    }

    /** Knows nothing but the sender, and makes an id. */
    void readNothing(RequestIds ids) {
        believed = false;
        isPeer = false;
        client = sender.address();
        ids.next(id);
        idLength = RequestIds.LENGTH;
    }

    /** Takes over what the sender says, where it is trusted or a peer, and sets whether {@code head} is secure. */
    void read(RequestHead head, Trust trust, RequestIds ids) {
        isPeer = sender.fromPeers();
        read(head, trust, ids, isPeer || trust.forwards(sender.address()));
    }

    /** The same, from a sender that has proved to be a peer. */
    void believe(RequestHead head, Trust trust, RequestIds ids) {
        if (!isPeer) {
            isPeer = true;
            read(head, trust, ids, true);
        }
    }

    private void read(RequestHead head, Trust trust, RequestIds ids, boolean believed) {
        this.believed = believed;
        // A peer has read the fields for us, and writes these.
        fields = isPeer ? Trust.Fields.X_FORWARDED : trust.forwardedIn();
        if (believed) {
            ForwardedChain chain = ForwardedChain.read(head.fields(), trust, sender.address(), fields);
            client = chain.client();
            head.secure(chain.isSecure().orElse(sender.secure()));
        } else {
            client = sender.address();
            head.secure(sender.secure());
        }
        if (!believed || !takeId(head.fields())) {
            ids.next(id);
            idLength = RequestIds.LENGTH;
        }
    }

    private boolean takeId(FieldTable fields) {
        int line = fields.find(FieldName.X_REQUEST_ID, 0);
        if (line < 0) {
            return false;
        }
        int start = fields.valueStart(line);
        int length = fields.valueEnd(line) - start;
        if (length == 0 || length > LONGEST_ID || !isVisible(fields.bytes(), start, length)) {
            return false;
        }
        if (length > id.length) {
            id = new byte[length];
        }
        System.arraycopy(fields.bytes(), start, id, 0, length);
        idLength = length;
        return true;
    }

    private static boolean isVisible(byte[] bytes, int start, int length) {
        for (int i = start; i < start + length; i++) {
            if (bytes[i] <= ' ' || bytes[i] == 0x7f) {
                return false;
            }
        }
        return true;
    }

    Sender sender() {
        return sender;
    }

    ClientAddress client() {
        return client;
    }

    /** For whom a connection to an origin is made. Of a client that somebody forwards for the port isn't known. */
    Announcement announcement() {
        Sender.Ends ends = sender.ends();
        return new Announcement(client, client.equals(sender.address()) ? ends.port() : 0, ends.to(), ends.toPort());
    }

    /** Whether what the sender says of whom it forwards for counts. */
    boolean isBelieved() {
        return believed;
    }

    /** Whether what it says in {@code X-Forwarded-*} is passed on. */
    boolean keepsXForwarded() {
        return believed && fields == Trust.Fields.X_FORWARDED;
    }

    /** Whether what it says in {@code Forwarded} is passed on. */
    boolean keepsForwarded() {
        return believed && (isPeer || fields == Trust.Fields.FORWARDED);
    }

    /** Whether the sender has proved to be a peer. */
    boolean isPeer() {
        return isPeer;
    }

    byte[] id() {
        return id;
    }

    int idLength() {
        return idLength;
    }
}
