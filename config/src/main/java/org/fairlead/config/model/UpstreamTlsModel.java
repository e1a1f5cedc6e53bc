package org.fairlead.config.model;

import java.util.Optional;
import org.fairlead.config.source.Node;

/** TLS to origins or peers. */
public record UpstreamTlsModel(
        Node.Mapping node,

        @Key(
                value = "whether its certificate must be valid, bear its name, and be issued by someone trusted",
                otherwise = "true")
        boolean verify,

        @Key("PEM file: who may have issued its certificate; absent: whom Java trusts")
        Optional<String> ca,

        @Key("the name that its certificate must bear, and that it is asked for (SNI); absent: the host of its address")
        Optional<String> serverName,

        @Key("PEM file: the certificate that we show, then its issuers; read again when it changes")
        Optional<String> certificate,

        @Key("PEM file: its key, without a passphrase") Optional<String> key) {}
