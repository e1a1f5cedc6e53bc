package org.fairlead.proxy.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The units in {@code config/} are right as far as systemd's own tool can tell, and let the program do little. */
class ShippedUnitsTest {
    private static final Path TOOL = Path.of("/usr/bin/systemd-analyze");
    /** Ten times what the tool calls the exposure; a unit without any hardening has 96. */
    private static final int MOST_EXPOSURE = 20;

    @TempDir
    Path folder;

    @BeforeEach
    void copy() throws IOException {
        assumeTrue(Files.isExecutable(TOOL), "no " + TOOL);
        for (String name : List.of("fairlead.service", "fairlead.socket")) {
            // Where it is installed isn't here.
            String unit = Files.readString(shipped(name)).replace("/opt/fairlead/scripts/fairlead", "/bin/true");
            Files.writeString(folder.resolve(name), unit);
        }
    }

    private static Path shipped(String name) {
        Path here = Path.of("config", name);
        return Files.exists(here) ? here : Path.of("..").resolve(here);
    }

    @Test
    void areVerified() throws Exception {
        assertThat(run("verify", "--man=no", path("fairlead.service"), path("fairlead.socket")))
                .isEmpty();
    }

    @Test
    void exposeLittle() throws Exception {
        run("security", "--offline=true", "--no-pager", "--threshold=" + MOST_EXPOSURE, path("fairlead.service"));
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    /** What it printed; it must end with 0. */
    private String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(TOOL.toString()));
        command.addAll(Arrays.asList(arguments));
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        String printed = Files.readString(out, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }
}
