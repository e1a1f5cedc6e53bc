package org.fairlead.config.load;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.fairlead.config.model.Spelling;
import org.fairlead.config.source.Node;
import org.fairlead.config.source.Problems;
import org.fairlead.message.Ascii;
import org.fairlead.message.FieldName;
import org.fairlead.routing.Datacenter;
import org.fairlead.routing.Topology;

/** Checks the words that authors choose, and finds what they name. */
final class Names {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,63}");
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
    private static final Pattern HOST = Pattern.compile(
            "(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*");
    private static final Pattern RULE = Pattern.compile("[ !#-\\[\\]-~]{1,200}");

    /** Words that mean something else where a datacenter may stand. */
    private static final Set<String> RESERVED = Set.of("local", "primary", "none", "refused", "respond");

    private final Problems problems;

    Names(Problems problems) {
        this.problems = problems;
    }

    /** Of fleets, datacenters, services and pools: they come to stand in headers, metrics and paths. */
    void checkName(String name, Node at) {
        // Where there is nothing, that has been told already.
        if (!(at instanceof Node.Nothing) && !NAME.matcher(name).matches()) {
            problems.add(at, "\"" + name + "\" (expected: letters, digits, dots, dashes and underscores, 63 at most)");
        }
    }

    void checkDatacenterName(String name, Node at) {
        checkName(name, at);
        if (RESERVED.contains(name)) {
            problems.add(at, "\"" + name + "\" (expected: another name; this one has a meaning of its own)");
        }
    }

    void checkRuleName(String name, Node at) {
        if (!(at instanceof Node.Nothing) && !RULE.matcher(name).matches()) {
            problems.unexpected(
                    at, "printable ASCII without quotes and backslashes, 200 characters at most: it stands in headers");
        }
    }

    /** The name of a field, a method or a cookie (RFC 9110 §5.6.2). */
    void checkToken(String token, Node at, String what) {
        if (!TOKEN.matcher(token).matches()) {
            problems.add(at, "\"" + token + "\" (expected: " + what + ": letters, digits and dashes, no spaces)");
        }
    }

    /** The name of a field that HTTP and this proxy leave to others. */
    void checkFreeField(String name, Node at) {
        checkToken(name, at, "the name of a field");
        byte[] bytes = Ascii.bytes(name);
        FieldName known = FieldName.of(bytes, 0, bytes.length);
        if (known != FieldName.OTHER && known != FieldName.FAIRLEAD_DECISION) {
            problems.add(at, "\"" + name + "\" (expected: a field that has no other meaning)");
        }
    }

    static boolean isHost(String host) {
        return HOST.matcher(host).matches();
    }

    /** The host pattern in its normal form; empty where it isn't one. */
    Optional<String> hostPattern(String pattern, Node at) {
        String host = pattern.startsWith("*.") ? pattern.substring(2) : pattern;
        if (pattern.equals("*") || isHost(host)) {
            return Optional.of(pattern.toLowerCase(Locale.ROOT));
        }
        problems.add(
                at,
                "\"" + pattern
                        + "\" (expected: a host without scheme and port, such as www.example.org, *.example.org or *)");
        return Optional.empty();
    }

    /** The datacenter of that name. */
    Optional<Datacenter> datacenter(Topology topology, String name, Node at) {
        Optional<Datacenter> found = topology.named(name);
        if (found.isEmpty()) {
            unknownDatacenter(
                    topology.datacenters().stream().map(Datacenter::name).toList(), name, at);
        }
        return found;
    }

    void unknownDatacenter(Collection<String> known, String name, Node at) {
        problems.add(at, "\"" + name + "\": " + Spelling.unknown("datacenter", known, name));
    }
}
