package org.fairlead.config;

/** How the requests of one service are brought to an origin. */
public record Delivery(Patience patience, Retry retry) {}
