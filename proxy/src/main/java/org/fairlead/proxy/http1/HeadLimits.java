package org.fairlead.proxy.http1;

/**
 * How large a head, or a trailer section, may be.
 *
 * @param headBytes everything from the start line's first byte to the empty line, both included; empty lines that came
 *     before count too
 * @param fieldCount field lines
 */
public record HeadLimits(int headBytes, int fieldCount) {
    public static final HeadLimits DEFAULT = new HeadLimits(32 * 1024, 100);

    public HeadLimits {
        if (headBytes < 64 || fieldCount < 1) {
            throw new IllegalArgumentException(
                    "head limits: " + headBytes + " bytes, " + fieldCount + " fields (expected: at least 64 and 1)");
        }
    }
}
