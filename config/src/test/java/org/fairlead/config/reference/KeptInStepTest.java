package org.fairlead.config.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.fairlead.config.load.Samples;
import org.fairlead.config.model.DeploymentModel;
import org.fairlead.config.model.RuleFileModel;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Schemas, documentation, samples and models say the same.
 *
 * <p>With {@code -Dtest.argLine=-Dfairlead.update=true} the schemas and the tables of the documentation are written anew.
 */
final class KeptInStepTest {
    private static final Path DEPLOYMENT_SCHEMA = Path.of("schema/fairlead.schema.json");
    private static final Path RULES_SCHEMA = Path.of("schema/routing-rules.schema.json");
    private static final Path DOCUMENTATION = Path.of("../docs/configuration.md");
    private static final boolean UPDATE = Boolean.getBoolean("fairlead.update");

    @Test
    void theSchemaOfDeploymentFilesIsThatOfTheModel() throws IOException {
        assertIsInStep(DEPLOYMENT_SCHEMA, SchemaWriter.write(DeploymentModel.class, "A deployment file of Fairlead"));
    }

    @Test
    void theSchemaOfRuleFilesIsThatOfTheModel() throws IOException {
        assertIsInStep(RULES_SCHEMA, SchemaWriter.write(RuleFileModel.class, "A rule file of Fairlead"));
    }

    @Test
    void theTablesOfTheDocumentationAreThoseOfTheModels() throws IOException {
        String documentation = Files.readString(DOCUMENTATION);
        String renewed = between(documentation, "deployment", ReferenceTables.write(DeploymentModel.class));
        renewed = between(renewed, "rules", ReferenceTables.write(RuleFileModel.class));

        assertIsInStep(DOCUMENTATION, renewed);
    }

    private static String between(String text, String mark, String table) {
        String begin = "<!-- generated: " + mark + " -->\n";
        String end = "<!-- end of " + mark + " -->";
        assertThat(text).contains(begin, end);
        return text.substring(0, text.indexOf(begin) + begin.length()) + table + text.substring(text.indexOf(end));
    }

    private static void assertIsInStep(Path file, String expected) throws IOException {
        if (UPDATE) {
            Files.writeString(file, expected);
        }
        assertThat(file).hasContent(expected);
    }

    @Nested
    class Validated {
        static Stream<Path> deployments() {
            return Samples.in(Samples.DEPLOYMENTS).stream();
        }

        static Stream<Path> rules() {
            return Samples.in(Samples.RULES).stream();
        }

        @ParameterizedTest
        @MethodSource("deployments")
        void deploymentFilesFitTheirSchema(Path file) throws IOException {
            assertThat(errors(DEPLOYMENT_SCHEMA, Files.readString(file))).isEmpty();
            assertThat(Files.readString(file))
                    .startsWith("# yaml-language-server: $schema=schema/fairlead.schema.json\n");
        }

        @ParameterizedTest
        @MethodSource("rules")
        void ruleFilesFitTheirSchema(Path file) throws IOException {
            assertThat(errors(RULES_SCHEMA, Files.readString(file))).isEmpty();
            assertThat(Files.readString(file))
                    .startsWith("# yaml-language-server: $schema=../../config/schema/routing-rules.schema.json\n");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "services: {w: {hosts: a, pol: b}}",
                    "services: {w: {reads: far}}",
                    "services: {w: {shift: {to: a, percent: 101}}}",
                    "services: {w: {pin: {after-write: 10}}}",
                    "services: {w: {rules: [{name: a, send: primary}]}}",
                    "services: {w: {rules: [{name: a, when: {paht: /x}, send: primary}]}}",
                    "conditions: {}"
                })
        void badRuleFilesDoNot(String text) {
            assertThat(errors(RULES_SCHEMA, text)).isNotEmpty();
        }

        private List<Error> errors(Path schema, String yaml) {
            try {
                Schema compiled = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(Files.readString(schema));
                return compiled.validate(yaml, InputFormat.YAML);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
