package org.fairlead.proxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of the machine. */
public final class Programs {
    private Programs() {}

    public static boolean areThere(String... programs) {
        return List.of(programs).stream().allMatch(Programs::isThere);
    }

    private static boolean isThere(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":", -1)).stream()
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    /** What a command says in that folder, both streams, however it ends; it has nothing to read, and 30 s. */
    public static String run(Path folder, String... command) {
        return ran(folder, command).said();
    }

    /** The same of a script of the shell, each command of which must succeed. */
    public static String script(Path folder, String script) {
        Ran ran = ran(folder, "bash", "-euo", "pipefail", "-c", script);
        assertThat(ran.exitCode()).as("%s: %s", script, ran.said()).isZero();
        return ran.said();
    }

    private record Ran(int exitCode, String said) {}

    private static Ran ran(Path folder, String... command) {
        try {
            Path said = Files.createTempFile("said", "");
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(said.toFile())
                    .start();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            String text = Files.readString(said, StandardCharsets.ISO_8859_1);
            Files.delete(said);
            return new Ran(process.exitValue(), text);
        } catch (IOException e) {
            throw new AssertionError(command[0], e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
