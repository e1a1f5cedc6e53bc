package org.fairlead.config.model;

import java.time.Duration;
import java.util.List;
import org.fairlead.config.BindAddress;
import org.fairlead.config.source.Node;

/** How the names of origins and peers are looked up. */
public record NamesModel(
        Node.Mapping node,

        @Key("DNS servers that are asked, such as 10.0.0.53:53; none: those of /etc/resolv.conf")
        List<BindAddress> servers,

        @Key(
                value =
                        "how long an answer holds at least, whatever its TTL; after a look-up that failed, until the next",
                otherwise = "5s",
                range = {100, 3_600_000})
        Duration shortest,

        @Key(
                value = "how long an answer holds at most, whatever its TTL",
                otherwise = "5m",
                range = {100, Key.DAY_MILLIS})
        Duration longest,

        @Key(
                value = "of one look-up with all its tries; a start waits as long for names at most",
                otherwise = "2s",
                range = {10, 60_000})
        Duration timeout) {}
