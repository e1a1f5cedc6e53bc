package org.fairlead.config.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.fairlead.config.BindAddress;
import org.fairlead.config.ControlAddress;
import org.fairlead.config.Origin;
import org.fairlead.config.UpstreamTls;
import org.fairlead.matching.CidrBlock;

/**
 * A kind of single value.
 *
 * @param shape completes "expected: …"
 * @param pattern what every text of this kind matches, for the schema
 * @param parse gives nothing, or throws IllegalArgumentException, where a text isn't of this kind
 */
public record ScalarType<T>(Class<T> type, String shape, String pattern, Function<String, Optional<T>> parse) {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(B|KiB|MiB|GiB)");
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,2})?)\\s?%?");
    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+):(\\d{1,5})");
    private static final Pattern ORIGIN = Pattern.compile(
            "http(s?)://(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)(?::(\\d{1,5}))?/?", Pattern.CASE_INSENSITIVE);
    private static final Pattern PIN_LENGTH = Pattern.compile("none|" + DURATION.pattern());
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");

    private static final List<ScalarType<?>> ALL = List.of(
            // No name, path or field can hold a NUL.
            new ScalarType<>(
                    String.class, "a text", "", text -> Optional.of(text).filter(t -> t.indexOf('\0') < 0)),
            new ScalarType<>(Boolean.class, "true or false", "true|false", ScalarType::truth),
            new ScalarType<>(
                    Integer.class,
                    "a whole number",
                    WHOLE.pattern(),
                    text -> whole(text).filter(n -> n == n.intValue()).map(Long::intValue)),
            new ScalarType<>(Long.class, "a whole number", WHOLE.pattern(), ScalarType::whole),
            new ScalarType<>(
                    Duration.class,
                    "a duration with a unit, such as 500ms or 2s",
                    DURATION.pattern(),
                    ScalarType::duration),
            new ScalarType<>(
                    PinLength.class,
                    "none, or a duration with a unit, such as 5s",
                    PIN_LENGTH.pattern(),
                    text -> text.equals("none")
                            ? Optional.of(new PinLength(Duration.ZERO))
                            : duration(text).map(PinLength::new)),
            new ScalarType<>(
                    ByteSize.class, "a size with a unit, such as 32KiB or 1MiB", SIZE.pattern(), ScalarType::size),
            new ScalarType<>(
                    Percent.class,
                    "a percentage from 0 to 100 with two decimals at most, such as 2 or 0.25",
                    PERCENT.pattern(),
                    ScalarType::percent),
            new ScalarType<>(
                    BindAddress.class,
                    "an address and a port from 0 to 65535, such as 0.0.0.0:8080 or [::1]:8080",
                    ADDRESS.pattern(),
                    ScalarType::bindAddress),
            new ScalarType<>(
                    ControlAddress.class,
                    "an address and a port such as 127.0.0.1:9901, or unix: and a path such as unix:/run/fairlead.sock",
                    "unix:.+|" + ADDRESS.pattern(),
                    ScalarType::controlAddress),
            new ScalarType<>(
                    Origin.class,
                    "an address without a path, such as http://10.64.0.11:80 or https://10.64.0.11",
                    "[Hh][Tt][Tt][Pp][Ss]?://(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)(:\\d{1,5})?/?",
                    ScalarType::origin),
            new ScalarType<>(
                    URI.class,
                    "a URL without user, query and fragment, such as http://127.0.0.1:4318",
                    "[Hh][Tt][Tt][Pp][Ss]?://[^/?#@\\s]+(/[^?#\\s]*)?",
                    ScalarType::url),
            new ScalarType<>(
                    CidrBlock.class,
                    "a network, such as 10.0.0.0/8 or 2001:db8::/32",
                    "[0-9A-Fa-f:.]+(/\\d{1,3})?",
                    text -> Optional.of(CidrBlock.parse(text))));

    /** A number of bytes, 0 to 2 GiB. */
    public record ByteSize(int bytes) {}

    /** In hundredths of a percent, 0 to 10000. */
    public record Percent(int hundredths) {}

    /** How long a pin lasts; zero: none. */
    public record PinLength(Duration length) {}

    /** The kind of value that {@code type} stands for; empty where it isn't a single value. */
    public static Optional<ScalarType<?>> of(Class<?> type) {
        return type.isEnum()
                ? Optional.of(ofEnum(type))
                : ALL.stream().filter(scalar -> scalar.type == box(type)).findFirst();
    }

    private static Class<?> box(Class<?> type) {
        return type == int.class
                ? Integer.class
                : type == long.class ? Long.class : type == boolean.class ? Boolean.class : type;
    }

    private static <E> ScalarType<E> ofEnum(Class<E> type) {
        List<String> labels =
                Arrays.stream(type.getEnumConstants()).map(ScalarType::label).toList();
        return new ScalarType<>(
                type,
                labels.size() == 1 ? labels.get(0) : "one of " + String.join(", ", labels),
                labels.stream().collect(Collectors.joining("|")),
                text -> Arrays.stream(type.getEnumConstants())
                        .filter(constant -> label(constant).equals(text))
                        .findFirst());
    }

    private static String label(Object constant) {
        return constant.toString().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The value that {@code text} stands for; empty where it is of another shape. */
    public Optional<T> read(String text) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<URI> url(String text) {
        URI url = URI.create(text);
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        boolean isPlain = url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null;
        return Optional.of(url)
                .filter(any -> scheme.equals("http") || scheme.equals("https"))
                .filter(any -> isPlain && any.getHost() != null);
    }

    private static Optional<Boolean> truth(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<Long> whole(String text) {
        return WHOLE.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    /** A duration in the largest unit in which it is a whole number. */
    public static String written(long millis) {
        if (millis % 60_000 == 0 && millis > 0) {
            return millis % 3_600_000 == 0 ? millis / 3_600_000 + "h" : millis / 60_000 + "m";
        }
        return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
    }

    private static Optional<Duration> duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                });
    }

    private static Optional<ByteSize> size(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int shift = List.of("B", "KiB", "MiB", "GiB").indexOf(matcher.group(2)) * 10;
        long bytes = Long.parseLong(matcher.group(1)) << shift;
        return Optional.of(bytes).filter(n -> n <= Integer.MAX_VALUE).map(n -> new ByteSize(n.intValue()));
    }

    private static Optional<Percent> percent(String text) {
        Matcher matcher = PERCENT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int hundredths = new BigDecimal(matcher.group(1))
                .movePointRight(2)
                .setScale(0, RoundingMode.UNNECESSARY)
                .intValueExact();
        return Optional.of(hundredths).filter(n -> n <= 10_000).map(Percent::new);
    }

    private static Optional<BindAddress> bindAddress(String text) {
        Matcher matcher = ADDRESS.matcher(text);
        return matcher.matches()
                ? Optional.of(new BindAddress(unbracketed(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    private static Optional<ControlAddress> controlAddress(String text) {
        if (text.startsWith(ControlAddress.UNIX_PREFIX)) {
            String path = text.substring(ControlAddress.UNIX_PREFIX.length());
            return path.isEmpty() ? Optional.empty() : Optional.of(new ControlAddress.Unix(Path.of(path)));
        }
        return bindAddress(text).map(ControlAddress.Tcp::new);
    }

    private static Optional<Origin> origin(String text) {
        Matcher matcher = ORIGIN.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        boolean isSecure = !matcher.group(1).isEmpty();
        int usual = isSecure ? 443 : 80;
        int port = matcher.group(3) == null ? usual : Integer.parseInt(matcher.group(3));
        Optional<UpstreamTls> tls = isSecure ? Optional.of(UpstreamTls.DEFAULT) : Optional.empty();
        return Optional.of(new Origin(unbracketed(matcher.group(2)), port, tls));
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
