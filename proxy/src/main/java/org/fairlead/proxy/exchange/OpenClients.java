package org.fairlead.proxy.exchange;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The connections of clients and peers that one event loop has, to be told that the process ends. Confined to that loop. */
public final class OpenClients {
    /** One of them. */
    public interface Connection {
        /** The loop's stage has changed: the connection is to end when what is under way on it has. */
        void stageChanged();

        /** Ends now, whatever is under way; whether something was. */
        boolean cutOff();
    }

    private final Set<Connection> open = new HashSet<>();

    public void add(Connection connection) {
        open.add(connection);
    }

    public void remove(Connection connection) {
        open.remove(connection);
    }

    void stageChanged() {
        // A copy, since those that end leave.
        List.copyOf(open).forEach(Connection::stageChanged);
    }

    /** How many were cut off in the midst of something. */
    int cutOff() {
        int cut = 0;
        for (Connection connection : List.copyOf(open)) {
            cut += connection.cutOff() ? 1 : 0;
        }
        return cut;
    }
}
