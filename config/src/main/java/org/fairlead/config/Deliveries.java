package org.fairlead.config;

import java.util.Map;

/**
 * How requests are brought to origins.
 *
 * @param usual where a service says nothing
 * @param byService those that do
 */
public record Deliveries(Delivery usual, Map<String, Delivery> byService, Budget budget, Overload overload) {
    public Deliveries {
        byService = Map.copyOf(byService);
    }

    /** What holds for that service. */
    public Delivery of(String service) {
        return byService.getOrDefault(service, usual);
    }

    /**
     * How many attempts there may be beside the first ones, over all services: so many for each request of the last ten seconds.
     *
     * @param hundredths of a percent of the requests
     * @param floor further ones, each second, however few requests there are
     */
    public record Budget(int hundredths, int floor) {
        /** Where nothing is said. */
        public static final Budget USUAL = new Budget(2000, 10);

        public Budget {
            if (hundredths < 0 || hundredths > 10_000 || floor < 0) {
                throw new IllegalArgumentException(
                        "retry: budget " + hundredths + ", floor " + floor + " (expected: 0 to 10000, 0 or more)");
            }
        }
    }
}
