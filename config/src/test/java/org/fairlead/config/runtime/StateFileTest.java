package org.fairlead.config.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateFileTest {
    private static final RuntimeState STATE = new RuntimeState(List.of(
            entry(new OperatorOverride.ReadsToPrimary(Optional.empty())),
            entry(new OperatorOverride.ReadsToPrimary(Optional.of("wiki"))),
            entry(new OperatorOverride.Share("wiki", 525, 200)),
            entry(new OperatorOverride.Drained("codfw", Optional.of("shop"))),
            entry(new OperatorOverride.PoolDrained("codfw", "appservers")),
            entry(new OperatorOverride.OriginDrained("codfw", "10.0.0.1:80", Optional.empty())),
            entry(new OperatorOverride.OriginDrained("codfw", "app.example:80(10.0.0.2)", Optional.of("appservers"))),
            entry(new OperatorOverride.ReadOnly(Optional.empty(), Optional.empty())),
            entry(new OperatorOverride.ReadOnly(Optional.of("eqiad"), Optional.of("shop")))));

    @TempDir
    Path folder;

    private Path path;
    private StateFile file;

    private static RuntimeState.Entry entry(OperatorOverride override) {
        return new RuntimeState.Entry(override, "ann@desk", "says \"so\"\n→", Instant.parse("2026-11-22T03:00:00.5Z"));
    }

    @BeforeEach
    void name() {
        path = folder.resolve("state");
        file = new StateFile(path);
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        assertThat(file.read()).isEqualTo(RuntimeState.EMPTY);
        file.write(STATE);

        assertThat(file.read()).isEqualTo(STATE);
        assertThat(folder).isDirectoryContaining(path::equals).isDirectoryNotContaining(other -> !other.equals(path));
    }

    @Test
    void cutShortAnywhereItIsRefused() throws IOException {
        file.write(STATE);
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length < whole.length; length++) {
            Files.write(path, java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(file::read)
                    .as("%s bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("state file " + path + ": ")
                    .hasMessageContaining("expected:");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{} | version: ",
                "{'version':2,'overrides':[]} | version 2 (expected: 1)",
                "{'version':1} | overrides: missing",
                "{'version':1,'overrides':[],'more':1} | more: unknown key",
                "{'version':1,'overrides':[{'kind':'hold','who':'','why':'','since':'2026-11-22T03:00:00Z'}]} | \"hold\"",
                "{'version':1,'overrides':[{'kind':'drained','who':'','why':'','since':'2026-11-22T03:00:00Z'}]} | datacenter: missing",
                "{'version':1,'overrides':[{'kind':'drained','datacenter':'a','who':'','why':'','since':'now'}]} | a time",
                "{'version':1,'overrides':[{'kind':'share','service':'w','hundredths':10001,'configured':1,'who':'','why':'','since':'2026-11-22T03:00:00Z'}]} | from 0 to 10000",
                "{'version':1,'overrides':[]} trailing | not whole",
                "[] | cut short"
            })
    void isReadStrictly(String text, String message) throws IOException {
        Files.writeString(path, text.replace('\'', '"'));

        assertThatThrownBy(file::read).isInstanceOf(IOException.class).hasMessageContaining(message);
    }

    @Test
    void aFolderInItsPlaceIsToldAndLeft() throws IOException {
        Files.createDirectories(path.resolve("something"));

        assertThatThrownBy(file::read).hasMessageContaining("a folder (expected: a file");
        assertThatThrownBy(() -> file.write(STATE)).hasMessageContaining("a folder (expected: a file");
        assertThat(path.resolve("something")).exists();
    }

    @Test
    void aFullDiskLosesNothing() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full));
        file.write(STATE);
        StateFile onFullDisk = new StateFile(path, any -> FileChannel.open(full, StandardOpenOption.WRITE));

        assertThatThrownBy(() -> onFullDisk.write(RuntimeState.EMPTY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("can't be written")
                .hasMessageContaining("No space left on device");
        assertThat(file.read()).isEqualTo(STATE);
    }

    @Test
    void aFolderThatIsGoneIsTold() {
        StateFile nowhere = new StateFile(folder.resolve("gone/state"));

        assertThatThrownBy(() -> nowhere.write(STATE)).hasMessageContaining("can't be written");
    }
}
