package org.fairlead.proxy.telemetry;

import org.fairlead.message.Ascii;

/** Where the parts of a {@code traceparent} are (W3C Trace Context §3.2). */
final class Traceparent {
    static final int TRACE_START = 3;
    static final int TRACE_END = 35;
    static final int SPAN_START = 36;
    static final int SPAN_END = 52;
    static final int FLAGS_END = 55;

    private Traceparent() {}

    /** A part of one. */
    static String text(byte[] traceparent, int start, int end) {
        return Ascii.text(traceparent, start, end);
    }
}
