package org.fairlead.proxy.exchange;

import org.fairlead.config.Trust;
import org.fairlead.matching.ClientAddress;
import org.fairlead.message.Ascii;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;
import org.fairlead.message.RequestHead;

/**
 * Whose request it is: the client's address, whether it came by https, the request's id. What a sender says of these in
 * {@code X-Forwarded-*} and {@code X-Request-Id} counts only if it is trusted to say so. Confined to a loop; reused.
 */
final class RequestIdentity {
    private static final int LONGEST_ID = 128;
    private static final byte[] HTTPS = Ascii.bytes("https");

    private final Sender sender;
    private ClientAddress client;
    private boolean believed;
    private byte[] id = new byte[RequestIds.LENGTH];
    private int idLength;

    RequestIdentity(Sender sender) {
        this.sender = sender;
        client = sender.address();
    }

    /** Knows nothing but the sender, and makes an id. */
    void readNothing(RequestIds ids) {
        believed = false;
        client = sender.address();
        ids.next(id);
        idLength = RequestIds.LENGTH;
    }

    /** Takes over what the sender says, where it is trusted or a peer, and sets whether {@code head} is secure. */
    void read(RequestHead head, Trust trust, RequestIds ids) {
        read(head, trust, ids, sender.fromPeers() || trust.forwards(sender.address()));
    }

    /** The same, from a sender that has proved to be a peer. */
    void believe(RequestHead head, Trust trust, RequestIds ids) {
        if (!believed) {
            read(head, trust, ids, true);
        }
    }

    private void read(RequestHead head, Trust trust, RequestIds ids, boolean believed) {
        this.believed = believed;
        client = believed ? client(head.fields(), trust) : sender.address();
        head.secure(believed ? isSecure(head.fields()) : sender.secure());
        if (!believed || !takeId(head.fields())) {
            ids.next(id);
            idLength = RequestIds.LENGTH;
        }
    }

    /** Read from the right: each address up to the first that isn't trusted itself; what can't be read ends the search. */
    private ClientAddress client(FieldTable fields, Trust trust) {
        String list = joined(fields);
        ClientAddress found = sender.address();
        int end = list.length();
        while (end > 0) {
            int comma = list.lastIndexOf(',', end - 1);
            var next = ClientAddress.parse(list.substring(comma + 1, end).strip());
            if (next.isEmpty()) {
                return found;
            }
            found = next.get();
            if (!trust.forwards(found)) {
                return found;
            }
            end = comma;
        }
        return found;
    }

    private static String joined(FieldTable fields) {
        int line = fields.find(FieldName.X_FORWARDED_FOR, 0);
        if (line < 0) {
            return "";
        }
        StringBuilder list = new StringBuilder(fields.valueText(line));
        for (line = fields.find(FieldName.X_FORWARDED_FOR, line + 1);
                line >= 0;
                line = fields.find(FieldName.X_FORWARDED_FOR, line + 1)) {
            list.append(',').append(fields.valueText(line));
        }
        return list.toString();
    }

    private boolean isSecure(FieldTable fields) {
        int line = fields.find(FieldName.X_FORWARDED_PROTO, 0);
        return line < 0
                ? sender.secure()
                : Ascii.equalsIgnoreCase(fields.bytes(), fields.valueStart(line), fields.valueEnd(line), HTTPS);
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

    /** Whether what the sender says of whom it forwards for is passed on. */
    boolean isBelieved() {
        return believed;
    }

    byte[] id() {
        return id;
    }

    int idLength() {
        return idLength;
    }
}
