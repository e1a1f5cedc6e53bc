package org.fairlead.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.fairlead.config.Configuration;
import org.fairlead.config.source.Problem;

/** A deployment file and a rule file in a folder of a test. Immutable; a ⏎ in a text stands for a line break. */
record ConfigurationFiles(Path folder, String deployment, String rules, LoadOptions options) {
    private static final String DEPLOYMENT = """
            fleet: wiki
            datacenter: codfw
            primary: eqiad
            epoch: 17
            rules: rules.yaml
            datacenters:
              eqiad: {pools: {appservers: {origins: ["http://10.64.0.11:80"]}}}
              codfw: {pools: {appservers: {origins: ["http://10.192.0.11"]}}}
            listeners:
              - {bind: "127.0.0.1:0"}
            trust: {secret-file: secret}
            """;

    private static final String RULES = """
            services:
              wiki:
                hosts: ["*.wikipedia.org"]
                pool: appservers
                pin: {after-write: 10s}
                rules:
                  - name: one
                    when: {path: /x}
                    send: primary
            """;

    static ConfigurationFiles good(Path folder) {
        Map<String, String> environment = Map.of("SET", "eqiad", "EMPTY", "");
        return new ConfigurationFiles(folder, DEPLOYMENT, RULES, LoadOptions.of(environment));
    }

    ConfigurationFiles inDeployment(String replace, String by) {
        return new ConfigurationFiles(folder, replaced(deployment, replace, by), rules, options);
    }

    ConfigurationFiles inRules(String replace, String by) {
        return new ConfigurationFiles(folder, deployment, replaced(rules, replace, by), options);
    }

    ConfigurationFiles withRules(String other) {
        return new ConfigurationFiles(folder, deployment, other, options);
    }

    ConfigurationFiles with(LoadOptions other) {
        return new ConfigurationFiles(folder, deployment, rules, other);
    }

    ConfigurationFiles strictly() {
        return with(options.strictly());
    }

    private static String replaced(String text, String replace, String by) {
        String wanted = replace.replace('⏎', '\n');
        assertThat(text).contains(wanted);
        int at = text.indexOf(wanted);
        return text.substring(0, at) + by.replace('⏎', '\n') + text.substring(at + wanted.length());
    }

    Loaded load() {
        try {
            Files.writeString(folder.resolve("fairlead.yaml"), deployment);
            Files.writeString(folder.resolve("rules.yaml"), rules);
            Files.writeString(folder.resolve("secret"), "0123456789abcdef\n");
            Files.writeString(folder.resolve("short"), "abc\n");
            Files.createDirectories(folder.resolve("empty"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ConfigurationLoader.load(folder.resolve("fairlead.yaml"), options);
    }

    Configuration configuration() {
        return accepted().configuration();
    }

    private Loaded.Accepted accepted() {
        Loaded loaded = load();
        assertThat(loaded).isInstanceOf(Loaded.Accepted.class);
        return (Loaded.Accepted) loaded;
    }

    /** One a line, a ⏎ for each line break, without the folder. */
    String problems() {
        Loaded loaded = load();
        assertThat(loaded).isInstanceOf(Loaded.Refused.class);
        return inLines(((Loaded.Refused) loaded).problems());
    }

    String warnings() {
        return inLines(accepted().warnings());
    }

    private String inLines(List<Problem> problems) {
        return problems.stream()
                .map(problem -> problem.toString().replace(folder + "/", ""))
                .collect(Collectors.joining("⏎"));
    }
}
