package org.fairlead;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The decision engine is pure: what it may name, package by package, and what it may not call. */
class PurityTest {
    private static final Path SOURCES = Path.of("src/main/java/org/fairlead");
    private static final Pattern IMPORT =
            Pattern.compile("^import (?:static )?([a-z0-9.]+)\\.[A-Z]", Pattern.MULTILINE);
    private static final Pattern IMPURE = Pattern.compile(
            "System\\.(nanoTime|currentTimeMillis|getenv|getProperty|out|err)|Instant\\.now|Clock\\.|new Random|Math\\.random"
                    + "|ThreadLocal|new Thread\\(|\\bFiles\\.|java\\.io\\.File");

    private static final List<String> JDK =
            List.of("java.util", "java.util.function", "java.util.stream", "java.nio", "java.nio.charset", "java.time");

    private static final Map<String, List<String>> ALLOWED = Map.of(
            "message", List.of("java.io", "java.net", "java.lang.invoke"),
            "matching", List.of("java.net", "org.fairlead.message", "com.google.re2j"),
            "trust", List.of("org.fairlead.message", "java.security", "javax.crypto", "javax.crypto.spec"),
            "routing", List.of("org.fairlead.message", "org.fairlead.matching", "org.fairlead.trust"));

    @TestFactory
    Stream<DynamicTest> namesOnlyWhatItMay() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(sources).hasSizeGreaterThan(30);
            return sources.stream()
                    .map(file ->
                            DynamicTest.dynamicTest(SOURCES.relativize(file).toString(), () -> check(file)));
        }
    }

    private static void check(Path file) {
        String own = file.getParent().getFileName().toString();
        List<String> allowed = ALLOWED.get(own);
        assertThat(allowed).as("package %s is in the table", own).isNotNull();
        String source = read(file);
        Matcher imports = IMPORT.matcher(source);
        while (imports.find()) {
            String name = imports.group(1);
            assertThat(JDK.contains(name) || allowed.contains(name) || name.equals("org.jspecify.annotations"))
                    .as("%s imports from %s", file, name)
                    .isTrue();
        }
        assertThat(source).doesNotContainPattern(IMPURE);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
