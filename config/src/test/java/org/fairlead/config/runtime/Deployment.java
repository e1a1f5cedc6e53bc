package org.fairlead.config.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.fairlead.config.Configuration;
import org.fairlead.config.load.ConfigurationLoader;
import org.fairlead.config.load.LoadOptions;
import org.fairlead.config.load.Loaded;

/** The files of two datacenters and two services, as seen from codfw. Immutable. */
record Deployment(Path folder, String deployment, String rules) {
    static Deployment in(Path folder) {
        return new Deployment(folder, """
                fleet: wiki
                datacenter: codfw
                primary: eqiad
                epoch: 17
                failover: [eqiad, codfw]
                rules: rules.yaml
                datacenters:
                  eqiad: {pools: {appservers: {origins: ["http://127.0.0.1:8001", "http://127.0.0.1:8002"]}}}
                  codfw: {pools: {appservers: {origins: ["http://127.0.0.1:8003"]}}}
                listeners: [{bind: "127.0.0.1:0"}]
                """, """
                services:
                  wiki:
                    hosts: ["*.wiki.example"]
                    pool: appservers
                    shift: {to: eqiad, percent: 2, by: client-address}
                    rules: [{name: one, when: {path: /x}, send: primary}]
                  shop: {hosts: shop.example, pool: appservers}
                """);
    }

    Deployment with(String replace, String by) {
        assertThat(deployment + rules).contains(replace);
        return new Deployment(folder, deployment.replace(replace, by), rules.replace(replace, by));
    }

    Configuration load() {
        try {
            Files.writeString(folder.resolve("fairlead.yaml"), deployment);
            Files.writeString(folder.resolve("rules.yaml"), rules);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Loaded loaded = ConfigurationLoader.load(folder.resolve("fairlead.yaml"), LoadOptions.of(Map.of()));
        if (loaded instanceof Loaded.Refused refused) {
            throw new AssertionError(refused.problems().toString());
        }
        return ((Loaded.Accepted) loaded).configuration();
    }
}
