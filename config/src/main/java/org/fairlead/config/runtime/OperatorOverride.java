package org.fairlead.config.runtime;

import java.util.Optional;
import org.fairlead.config.Configuration;

/** One thing that an operator set at run time, on top of the configuration. */
public sealed interface OperatorOverride {
    /** What it is about, in words: of two overrides about the same the newer replaces the older. */
    String subject();

    /** What it says, in words. */
    String words();

    /** The one service that it is for; empty: all. */
    Optional<String> service();

    /** The kill switch: reads go home. */
    record ReadsToPrimary(Optional<String> service) implements OperatorOverride {
        @Override
        public String subject() {
            return "reads of " + of(service);
        }

        @Override
        public String words() {
            return subject() + " go to the primary";
        }
    }

    /**
     * The share of a service's eligible reads that its shift takes.
     *
     * @param hundredths of a percent, 0 to 10000
     * @param configured what the rule file said when it was set
     */
    record Share(String name, int hundredths, int configured) implements OperatorOverride {
        /** On top of what {@code loaded} says. */
        public static Share over(Configuration loaded, String name, int hundredths) {
            return new Share(name, hundredths, OverrideCheck.configuredShare(loaded.snapshot(), name));
        }

        @Override
        public Optional<String> service() {
            return Optional.of(name);
        }

        @Override
        public String subject() {
            return "share of " + name;
        }

        @Override
        public String words() {
            return subject() + " is " + Percentages.render(hundredths);
        }
    }

    /** A datacenter that takes no reads. */
    record Drained(String datacenter, Optional<String> service) implements OperatorOverride {
        @Override
        public String subject() {
            return "reads of " + of(service) + " at " + datacenter;
        }

        @Override
        public String words() {
            return datacenter + " is drained for " + of(service);
        }
    }

    /** A pool that takes no reads: as if its datacenter took none of the services that it is for. */
    record PoolDrained(String datacenter, String pool) implements OperatorOverride {
        @Override
        public Optional<String> service() {
            return Optional.empty();
        }

        @Override
        public String subject() {
            return "reads of pool " + pool + " at " + datacenter;
        }

        @Override
        public String words() {
            return pool + "@" + datacenter + " is drained";
        }
    }

    /**
     * An origin, or a peer, that takes no new requests.
     *
     * @param origin {@code host:port}, or {@code host:port(address)}
     * @param pool empty: in whatever pool of the datacenter it is
     */
    record OriginDrained(String datacenter, String origin, Optional<String> pool) implements OperatorOverride {
        @Override
        public Optional<String> service() {
            return Optional.empty();
        }

        @Override
        public String subject() {
            return "requests to " + origin + " of " + pool.orElse("every pool") + " at " + datacenter;
        }

        @Override
        public String words() {
            return origin + " of " + pool.orElse("every pool") + "@" + datacenter + " is drained";
        }

        /** As configured, without the address of a name. */
        String configured() {
            int address = origin.indexOf('(');
            return address < 0 ? origin : origin.substring(0, address);
        }
    }

    /** A datacenter that takes no writes. */
    record ReadOnly(Optional<String> datacenter, Optional<String> service) implements OperatorOverride {
        @Override
        public String subject() {
            return "writes of " + of(service) + " at " + datacenter.orElse("every datacenter");
        }

        @Override
        public String words() {
            return datacenter.orElse("every datacenter") + " is read-only for " + of(service);
        }
    }

    private static String of(Optional<String> service) {
        return service.orElse("all services");
    }
}
