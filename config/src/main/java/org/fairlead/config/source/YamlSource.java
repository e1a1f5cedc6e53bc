package org.fairlead.config.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/** Reads YAML files into {@link Node}s, with the environment put in. What is wrong with a file goes to the problems. */
public final class YamlSource {
    private final Expansion expansion;
    private final Problems problems;
    private final Map<Path, byte[]> readBytes = new LinkedHashMap<>();

    public YamlSource(Map<String, String> environment, Problems problems) {
        expansion = new Expansion(environment);
        this.problems = problems;
    }

    /** The keys and values of a file; empty where there is no way to read it as such. */
    public Optional<Node.Mapping> read(Path file) {
        Location whole = Location.of(file.toString());
        return text(file, whole).flatMap(text -> parse(whole, text));
    }

    /** The files that were read so far, with what they held, in their order. */
    public Map<Path, byte[]> readBytes() {
        return Collections.unmodifiableMap(readBytes);
    }

    private Optional<String> text(Path file, Location whole) {
        if (Files.isDirectory(file)) {
            problems.add(whole, "", "a folder (expected: a YAML file)");
        } else if (!Files.exists(file)) {
            problems.add(whole, "", "no such file (expected: a YAML file)");
        } else {
            try {
                byte[] bytes = Files.readAllBytes(file);
                readBytes.put(file, bytes);
                return Optional.of(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString());
            } catch (CharacterCodingException e) {
                problems.add(whole, "", "not UTF-8 (expected: a YAML file in UTF-8)");
            } catch (IOException e) {
                problems.add(whole, "", "can't be read: " + e.getMessage() + " (expected: a readable file)");
            }
        }
        return Optional.empty();
    }

    private Optional<Node.Mapping> parse(Location whole, String text) {
        try (JsonParser parser = new YAMLFactory().createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                problems.add(whole, "", "empty (expected: keys and values, in YAML)");
                return Optional.empty();
            }
            Node node = new Document(whole.file(), (YAMLParser) parser).node("");
            if (parser.nextToken() != null) {
                problems.add(locationOf(parser, whole.file()), "", "a second document (expected: one in a file)");
            }
            if (node instanceof Node.Mapping mapping) {
                return Optional.of(mapping);
            }
            problems.unexpected(node, "keys and values, in YAML");
        } catch (JacksonException e) {
            problems.add(locationOf(e, whole.file()), "", "not YAML: " + reasonOf(e));
        }
        return Optional.empty();
    }

    private static Location locationOf(JsonParser parser, String file) {
        var location = parser.currentTokenLocation();
        return new Location(file, location.getLineNr(), location.getColumnNr());
    }

    private static Location locationOf(JacksonException e, String file) {
        if (e.getCause() instanceof MarkedYamlEngineException marked
                && marked.getProblemMark().isPresent()) {
            Mark mark = marked.getProblemMark().get();
            return new Location(file, mark.getLine() + 1, mark.getColumn() + 1);
        }
        var location = e.getLocation();
        return location == null
                ? Location.of(file)
                : new Location(file, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    private static String reasonOf(JacksonException e) {
        if (e.getCause() instanceof MarkedYamlEngineException marked) {
            String context = marked.getContext() == null ? "" : marked.getContext() + ", ";
            return context + marked.getProblem() + hint(context);
        }
        return String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
    }

    private static String hint(String context) {
        return context.contains("alias")
                ? " (expected: quotes around a value that begins with a star)"
                : context.contains("flow mapping")
                        ? " (expected: quotes around a value with braces, such as \"${NAME}\")"
                        : "";
    }

    /** One document, while it is walked from token to token. */
    private final class Document {
        private final String file;
        private final YAMLParser parser;

        Document(String file, YAMLParser parser) {
            this.file = file;
            this.parser = parser;
        }

        /** The value whose first token is the current one; leaves the parser at its last. */
        Node node(String path) {
            JsonToken token = parser.currentToken();
            if (token == JsonToken.START_OBJECT) {
                return mapping(path);
            }
            if (token == JsonToken.START_ARRAY) {
                return sequence(path);
            }
            Location where = locationOf(parser, file);
            if (parser.isCurrentAlias()) {
                problems.add(
                        where, path, "an alias (expected: the value itself, in quotes where it begins with a star)");
            }
            return token == JsonToken.VALUE_NULL ? new Node.Nothing(where, path) : scalar(where, path);
        }

        private Node scalar(Location where, String path) {
            Expansion.Expanded expanded = expansion.expand(parser.getString());
            if (!expanded.wrong().isEmpty()) {
                problems.add(where, path, String.join("; ", expanded.wrong()));
            }
            return new Node.Scalar(where, path, expanded.text());
        }

        private Node sequence(String path) {
            Location where = locationOf(parser, file);
            List<Node> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(node(path + "[" + items.size() + "]"));
            }
            return new Node.Sequence(where, path, items);
        }

        private Node mapping(String path) {
            Location where = locationOf(parser, file);
            Map<String, Node.Entry> entries = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                Location keyWhere = locationOf(parser, file);
                String key = parser.currentName();
                parser.nextToken();
                Node value = node(Node.join(path, key));
                Node.Entry earlier = entries.putIfAbsent(key, new Node.Entry(keyWhere, value));
                if (earlier != null) {
                    problems.add(
                            keyWhere,
                            value.path(),
                            "a second time (expected: once; the first is in line "
                                    + earlier.where().line() + ")");
                }
            }
            return new Node.Mapping(where, path, entries);
        }
    }
}
