package org.fairlead.proxy.tls;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.fairlead.config.pem.UnfitFileException;

/** Files that are read together, and what they held when they were read last. Confined to {@link TlsFiles}. */
final class WatchedFiles {
    /** Makes something of what files hold. */
    interface Maker<T> {
        T make(FileContents contents) throws SSLException;
    }

    private NamedFiles named;
    private FileMarks marks;
    private FileContents contents = FileContents.NONE;
    private List<String> problems = List.of();

    WatchedFiles(NamedFiles named) {
        this.named = named;
        marks = new FileMarks(named.all());
    }

    /** From now on others, of which some may be the same. */
    void turnTo(NamedFiles next) {
        named = next;
        marks = new FileMarks(next.all());
    }

    /** True once for each change. */
    boolean haveChanged() {
        return marks.haveChanged();
    }

    /**
     * What is made of what they hold now; a part that is broken stays what it was, and is one of the {@link #problems}.
     *
     * @throws UnfitFileException where a file is broken that wasn't read before; all stays what it was
     * @throws SSLException where nothing can be made of it; all stays what it was
     */
    <T> T read(ContentsReader reader, Maker<T> maker) throws UnfitFileException, SSLException {
        FileContents read = reader.read(named, contents);
        T made = maker.make(read);
        contents = read;
        problems = List.copyOf(reader.problems());
        return made;
    }

    /** All of it has stayed what it was, for that reason. */
    void refuse(String problem) {
        problems = List.of(problem);
    }

    /** What was broken when they were read last; none: all is as they say. */
    List<String> problems() {
        return problems;
    }

    /** What expires between two moments, in words. */
    Stream<String> expired(Instant after, Instant now) {
        return contents.pairs().entrySet().stream()
                .filter(pair ->
                        !pair.getValue().isExpired(after) && pair.getValue().isExpired(now))
                .map(pair -> pair.getKey().certificate() + ": it expired at "
                        + pair.getValue().expiry());
    }

    @Override
    public String toString() {
        return named.toString();
    }
}
