package org.fairlead.proxy.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fairlead.proxy.Main;
import org.junit.jupiter.api.Test;

/** Which package of the proxy may know which, as a table; a new package needs a line. */
class PackagesTest {
    private static final String ROOT = "org.fairlead.proxy";
    /** {@link Main} and what assembles the proxy share the root package, but not the arrows. */
    private static final String MAIN = "Main";

    private static final String ASSEMBLY = "(assembly)";

    /** From below to above: each line may know only lines above it. */
    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            Map.entry("telemetry", Set.of()),
            Map.entry("page", Set.of("loop")),
            Map.entry("explain", Set.of("http1")),
            Map.entry("observe", Set.of("page")),
            Map.entry("control", Set.of("page", "explain", "health", "telemetry")),
            Map.entry("log", Set.of()),
            Map.entry("loop", Set.of()),
            Map.entry("systemd", Set.of()),
            Map.entry("http1", Set.of()),
            Map.entry("tls", Set.of()),
            Map.entry("names", Set.of()),
            Map.entry("health", Set.of("names", "http1", "loop", "telemetry", "tls")),
            Map.entry("http2", Set.of("http1")),
            Map.entry("upstream", Set.of("http2", "health", "names", "http1", "loop", "telemetry", "tls")),
            Map.entry("exchange", Set.of("http2", "upstream", "health", "names", "http1", "loop", "telemetry")),
            Map.entry("downstream", Set.of("http2", "exchange", "http1", "loop", "telemetry", "tls")),
            Map.entry(
                    ASSEMBLY,
                    Set.of(
                            "downstream",
                            "exchange",
                            "upstream",
                            "health",
                            "http1",
                            "loop",
                            "names",
                            "observe",
                            "control",
                            "page",
                            "systemd",
                            "telemetry",
                            "tls")),
            Map.entry("demo", Set.of(ASSEMBLY)),
            Map.entry("rehearsal", Set.of(ASSEMBLY, "loop", "telemetry")),
            Map.entry("cli", Set.of(ASSEMBLY, "demo", "control", "explain", "log", "rehearsal", "systemd")),
            Map.entry(MAIN, Set.of("cli", "log")));

    /** Who may know the parts of a deployment file; all others see the validated values of {@code org.fairlead.config}. */
    private static final Set<String> MAY_READ_FILES = Set.of("cli", "demo", "control", "rehearsal", "tls");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void theTableNamesEveryPackage() {
        Set<String> found = CLASSES.stream().map(PackagesTest::line).collect(Collectors.toSet());

        assertThat(MAY_KNOW.keySet()).containsAll(found);
    }

    @Test
    void theTableHasNoCircle() {
        MAY_KNOW.forEach((line, known) -> assertThat(reachable(known)).as(line).doesNotContain(line));
    }

    private static Set<String> reachable(Set<String> from) {
        return from.stream()
                .flatMap(line ->
                        Stream.concat(Stream.of(line), reachable(MAY_KNOW.getOrDefault(line, Set.of())).stream()))
                .collect(Collectors.toSet());
    }

    @Test
    void everyArrowIsInTheTable() {
        List<String> surplus = dependencies()
                .filter(dependency -> isOurs(dependency.getTargetClass()))
                .filter(dependency -> !mayKnow(line(dependency.getOriginClass()), line(dependency.getTargetClass())))
                .map(Dependency::getDescription)
                .toList();

        assertThat(surplus).isEmpty();
    }

    @Test
    void onlyTheCommandLineReadsFilesOfConfiguration() {
        List<String> surplus = dependencies()
                .filter(dependency -> {
                    String target = dependency.getTargetClass().getPackageName();
                    return target.startsWith("org.fairlead.config.")
                            && !MAY_READ_FILES.contains(line(dependency.getOriginClass()));
                })
                .map(Dependency::getDescription)
                .toList();

        assertThat(surplus).isEmpty();
    }

    @Test
    void onlyMetricsAndItsCollectorsKnowMicrometer() {
        List<String> knowing = dependencies()
                .filter(dependency ->
                        dependency.getTargetClass().getPackageName().startsWith("io.micrometer")
                                || dependency.getTargetClass().getPackageName().startsWith("io.prometheus"))
                .map(dependency -> outermost(dependency.getOriginClass()).getSimpleName())
                .distinct()
                .toList();

        assertThat(knowing).containsExactlyInAnyOrder("Metrics", "LatencyCollector", "HealthCollector");
    }

    private static Stream<Dependency> dependencies() {
        return CLASSES.stream().flatMap(from -> from.getDirectDependenciesFromSelf().stream());
    }

    private static boolean mayKnow(String from, String target) {
        return from.equals(target) || MAY_KNOW.getOrDefault(from, Set.of()).contains(target);
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
    }

    /** The line of the table that a class belongs to: its package below the root. */
    private static String line(JavaClass type) {
        if (type.getPackageName().equals(ROOT)) {
            return outermost(type).getSimpleName().equals(MAIN) ? MAIN : ASSEMBLY;
        }
        return type.getPackageName().substring(ROOT.length() + 1);
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(PackagesTest::outermost).orElse(type);
    }
}
