package org.fairlead.proxy.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;

/** What {@code docs/http-conformance.md} says is tested, is. */
class ConformanceDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/http-conformance.md");
    private static final Path TESTS = Path.of("src/test/java");

    private final Set<String> cases = caseNames();

    private static Set<String> caseNames() {
        Set<String> names = new HashSet<>();
        CaseFile.all().forEach(each -> names.add("`" + each.file() + "`: " + each.name()));
        return names;
    }

    @TestFactory
    Stream<DynamicTest> everyTestThatIsNamedExists() throws IOException {
        return rows().map(row -> DynamicTest.dynamicTest(row[0], () -> {
            String tests = row[3];
            if (tests.equals("–")) {
                assertThat(row[2]).startsWith("does not apply");
                return;
            }
            for (String test : tests.split("<br>", -1)) {
                assertThat(exists(test)).as(test).isTrue();
            }
        }));
    }

    @Test
    void hasEveryLineOfTheChecklist() throws IOException {
        List<String> wanted = Stream.of(lines("F", 30), lines("H", 23), lines("T", 17), lines("X", 12))
                .flatMap(part -> part)
                .toList();
        assertThat(rows().map(row -> row[0])).containsExactlyElementsOf(wanted);
    }

    private static Stream<String> lines(String letter, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> String.format("%s%02d", letter, i));
    }

    /** Line, RFC, demand, tests. */
    private static Stream<String[]> rows() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.matches("\\| [FHTX]\\d\\d \\|.*"))
                .map(line -> line.substring(2, line.length() - 2).split(" \\| ", 4));
    }

    private boolean exists(String test) {
        if (cases.contains(test)) {
            return true;
        }
        String name = test.replace("`", "");
        int hash = name.indexOf('#');
        return hash > 0 && declares(name.substring(0, hash), name.substring(hash + 1));
    }

    /** Whether there is such a method, and JUnit runs it. */
    private static boolean declares(String type, String method) {
        try (Stream<Path> files = Files.walk(TESTS)) {
            return files.filter(file -> file.endsWith(type + ".java"))
                    .flatMap(file -> Stream.of(type(TESTS.relativize(file)).getDeclaredMethods()))
                    .anyMatch(each -> each.getName().equals(method) && isRun(each));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> type(Path file) {
        try {
            return Class.forName(file.toString().replace(".java", "").replace('/', '.'));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isRun(Method method) {
        boolean isTest = method.isAnnotationPresent(Test.class)
                || method.isAnnotationPresent(ParameterizedTest.class)
                || method.isAnnotationPresent(TestFactory.class);
        return isTest && !method.isAnnotationPresent(Disabled.class);
    }
}
