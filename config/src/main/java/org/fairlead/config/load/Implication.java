package org.fairlead.config.load;

import java.util.List;
import java.util.Locale;
import org.fairlead.matching.CidrBlock;
import org.fairlead.matching.Condition;
import org.fairlead.matching.Glob;
import org.fairlead.matching.Regex;
import org.fairlead.matching.ValuePattern;
import org.fairlead.message.Ascii;

/**
 * Whether one condition holds wherever another does, and as certainly.
 *
 * <p>Decided from their form: a list within a list, a network within a network, a pattern that is the same, a literal that a
 * pattern matches, a prefix of a glob that ends in {@code **}, and these through all, any and not. False where that doesn't
 * tell.
 */
final class Implication {
    private static final String ANY_RUN = "**";

    private Implication() {}

    static boolean holds(Condition narrow, Condition wide) {
        if (wide instanceof Condition.Always) {
            return true;
        }
        if (wide instanceof Condition.All all) {
            return all.conditions().stream().allMatch(part -> holds(narrow, part));
        }
        if (narrow instanceof Condition.Any any) {
            return any.conditions().stream().allMatch(part -> holds(part, wide));
        }
        if (wide instanceof Condition.Any any && any.conditions().stream().anyMatch(part -> holds(narrow, part))) {
            return true;
        }
        if (narrow instanceof Condition.All all) {
            return all.conditions().stream().anyMatch(part -> holds(part, wide));
        }
        if (narrow instanceof Condition.Not not && wide instanceof Condition.Not other) {
            return holds(other.condition(), not.condition());
        }
        return simple(narrow, wide);
    }

    private static boolean simple(Condition narrow, Condition wide) {
        if (narrow instanceof Condition.MethodIs a && wide instanceof Condition.MethodIs b) {
            return b.methods().containsAll(a.methods());
        }
        if (narrow instanceof Condition.SchemeIs && wide instanceof Condition.SchemeIs) {
            return narrow.equals(wide);
        }
        if (narrow instanceof Condition.HostIs a && wide instanceof Condition.HostIs b) {
            return lower(b.hosts()).containsAll(lower(a.hosts()));
        }
        if (narrow instanceof Condition.ClientIn a && wide instanceof Condition.ClientIn b) {
            return a.networks().stream().allMatch(block -> b.networks().stream().anyMatch(o -> within(block, o)));
        }
        return patterned(narrow, wide);
    }

    private static boolean patterned(Condition narrow, Condition wide) {
        if (narrow instanceof Condition.PathIs a && wide instanceof Condition.PathIs b) {
            return covered(a.patterns(), b.patterns());
        }
        if (narrow instanceof Condition.QueryHas a && wide instanceof Condition.QueryHas b) {
            return a.name().equals(b.name()) && covered(a.patterns(), b.patterns());
        }
        if (narrow instanceof Condition.HeaderHas a && wide instanceof Condition.HeaderHas b) {
            return a.name().equalsIgnoreCase(b.name()) && covered(a.patterns(), b.patterns());
        }
        return narrow instanceof Condition.CookieHas a
                && wide instanceof Condition.CookieHas b
                && a.name().equals(b.name())
                && covered(a.patterns(), b.patterns());
    }

    private static List<String> lower(List<String> hosts) {
        return hosts.stream().map(Ascii::lower).toList();
    }

    private static boolean within(CidrBlock inner, CidrBlock outer) {
        return outer.prefixLength() <= inner.prefixLength() && outer.contains(inner.network());
    }

    private static boolean covered(List<ValuePattern> narrow, List<ValuePattern> wide) {
        return narrow.stream().allMatch(pattern -> wide.stream().anyMatch(other -> covers(other, pattern)));
    }

    private static boolean covers(ValuePattern wide, ValuePattern narrow) {
        if (wide == ValuePattern.Present.PRESENT) {
            return true;
        }
        if (ignoresCase(narrow) && !ignoresCase(wide)) {
            return false;
        }
        if (wide.getClass() == narrow.getClass() && wide.toString().equals(narrow.toString())) {
            return true;
        }
        return narrow instanceof Glob glob && coversGlob(wide, glob.toString());
    }

    private static boolean coversGlob(ValuePattern wide, String narrow) {
        if (isLiteral(narrow)) {
            byte[] value = Ascii.bytes(narrow);
            return wide.matches(value, 0, value.length);
        }
        String source = wide.toString();
        if (!(wide instanceof Glob) || !source.endsWith(ANY_RUN)) {
            return false;
        }
        String prefix = source.substring(0, source.length() - ANY_RUN.length());
        return isLiteral(prefix)
                && (ignoresCase(wide)
                        ? narrow.toLowerCase(Locale.ROOT).startsWith(prefix.toLowerCase(Locale.ROOT))
                        : narrow.startsWith(prefix));
    }

    private static boolean isLiteral(String glob) {
        return glob.indexOf('*') < 0 && glob.indexOf('\\') < 0;
    }

    private static boolean ignoresCase(ValuePattern pattern) {
        return pattern instanceof Glob glob
                ? glob.ignoresCase()
                : pattern instanceof Regex regex && regex.ignoresCase();
    }
}
