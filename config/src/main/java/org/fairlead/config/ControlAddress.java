package org.fairlead.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;

/** Where the control plane listens. */
public sealed interface ControlAddress {
    /** What the address of a socket in the file system begins with. */
    String UNIX_PREFIX = "unix:";

    /** Whether only processes of this machine reach it. */
    boolean isLocal();

    record Tcp(BindAddress address) implements ControlAddress {
        /** A name counts as local only where it is the one that always is: no look-up decides on safety. */
        @Override
        public boolean isLocal() {
            String host = address.host();
            if (!host.matches("[0-9.]+|.*:.*")) {
                return host.equals("localhost");
            }
            try {
                return InetAddress.getByName(host).isLoopbackAddress();
            } catch (UnknownHostException e) {
                return false;
            }
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }

    /** A UNIX domain socket: who may write to the file may connect. */
    record Unix(Path path) implements ControlAddress {
        @Override
        public boolean isLocal() {
            return true;
        }

        @Override
        public String toString() {
            return UNIX_PREFIX + path;
        }
    }
}
