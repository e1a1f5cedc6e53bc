package org.fairlead.routing;

import org.fairlead.message.Ascii;
import org.fairlead.message.FieldName;
import org.fairlead.message.FieldTable;
import org.fairlead.message.RequestHead;
import org.jspecify.annotations.Nullable;

/** Tells reads from writes: by method, by method override, then by what the rules say; write beats read. Pure. */
final class Classifier {
    private static final FieldName[] OVERRIDES = {
        FieldName.X_HTTP_METHOD_OVERRIDE, FieldName.X_HTTP_METHOD, FieldName.X_METHOD_OVERRIDE
    };
    private static final byte[] UPGRADE_OPTION = Ascii.bytes("upgrade");
    private static final byte[] H2C = Ascii.bytes("h2c");

    private Classifier() {}

    /** What made a request what it is treated as. */
    enum Cause {
        SAFE_METHOD(TreatedAs.READ, "a safe method"),
        UNSAFE_METHOD(TreatedAs.WRITE, "not a safe method"),
        METHOD_OVERRIDE(TreatedAs.WRITE, "a method override names an unsafe method"),
        RULE_READ(TreatedAs.READ, "a rule treats it as a read"),
        RULE_WRITE(TreatedAs.WRITE, "a rule treats it as a write"),
        UPGRADE_HOME(TreatedAs.WRITE, "an upgrade, placed like a write"),
        UPGRADE_LOCAL(TreatedAs.READ, "an upgrade, which this service answers locally");

        final TreatedAs treatedAs;
        final String words;

        Cause(TreatedAs treatedAs, String words) {
            this.treatedAs = treatedAs;
            this.words = words;
        }
    }

    static Cause classify(CompiledService service, RequestHead head, RuleVerdict verdict) {
        if (verdict.write() != null) {
            return Cause.RULE_WRITE;
        }
        boolean isSafe = service.isSafe(head);
        if (!isSafe && verdict.read() == null) {
            return Cause.UNSAFE_METHOD;
        }
        if (isSafe && overridesToUnsafe(service, head.fields())) {
            return Cause.METHOD_OVERRIDE;
        }
        if (isUpgrade(head)) {
            boolean home = service.service().policy().upgrades() == Service.Home.PRIMARY;
            return home ? Cause.UPGRADE_HOME : Cause.UPGRADE_LOCAL;
        }
        return isSafe ? Cause.SAFE_METHOD : Cause.RULE_READ;
    }

    private static boolean overridesToUnsafe(CompiledService service, FieldTable fields) {
        for (FieldName name : OVERRIDES) {
            for (int line = fields.find(name, 0); line >= 0; line = fields.find(name, line + 1)) {
                if (namesUnsafe(service, fields, line)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Applications fold the case of an override, so {@code get} is GET here; an empty one names nothing. */
    private static boolean namesUnsafe(CompiledService service, FieldTable fields, int line) {
        String named = fields.valueText(line).toUpperCase(java.util.Locale.ROOT);
        byte[] token = Ascii.bytes(named);
        return !named.isEmpty() && !service.isSafe(token, 0, token.length);
    }

    /** An Upgrade that Connection names, by whatever method; one that offers h2c isn't forwarded (RFC 9113 §3.1). */
    private static boolean isUpgrade(RequestHead head) {
        FieldTable fields = head.fields();
        return fields.has(FieldName.UPGRADE)
                && head.minorVersion() >= 1
                && !hasMember(fields, FieldName.UPGRADE, H2C)
                && hasMember(fields, FieldName.CONNECTION, UPGRADE_OPTION);
    }

    private static boolean hasMember(FieldTable fields, FieldName name, byte[] lower) {
        for (int line = fields.find(name, 0); line >= 0; line = fields.find(name, line + 1)) {
            int end = fields.valueEnd(line);
            for (int i = fields.valueStart(line); i < end; ) {
                int memberEnd = Ascii.indexOf(fields.bytes(), i, end, ',');
                int start = Ascii.skipSpace(fields.bytes(), i, memberEnd);
                if (Ascii.equalsIgnoreCase(
                        fields.bytes(), start, Ascii.trimSpace(fields.bytes(), start, memberEnd), lower)) {
                    return true;
                }
                i = memberEnd + 1;
            }
        }
        return false;
    }

    /** The rule behind that cause, or null. */
    static @Nullable CompiledRule ruleOf(Cause cause, RuleVerdict verdict) {
        return switch (cause) {
            case RULE_WRITE -> verdict.write();
            case RULE_READ -> verdict.read();
            case SAFE_METHOD, UNSAFE_METHOD, METHOD_OVERRIDE, UPGRADE_HOME, UPGRADE_LOCAL -> null;
        };
    }
}
