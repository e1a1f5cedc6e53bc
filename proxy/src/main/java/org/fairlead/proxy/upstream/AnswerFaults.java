package org.fairlead.proxy.upstream;

import io.netty.handler.codec.http2.Http2Exception;
import java.util.Locale;
import org.fairlead.proxy.http2.Codec;
import org.fairlead.proxy.http2.FrameBudget;
import org.fairlead.proxy.http2.Malformed;

/** What an origin does wrong in HTTP/2, as it is counted, and as an attempt hears of it. */
final class AnswerFaults {
    private static final String PREFIX = "answer-";

    private AnswerFaults() {}

    static String label(Malformed fault) {
        return PREFIX + fault.label();
    }

    /** What the library, or the budget of frames, refused. */
    static String label(Http2Exception error) {
        FrameBudget.Excess excess = Codec.excess(error);
        return excess != null
                ? PREFIX + excess.label()
                : PREFIX + "http2-"
                        + error.error().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static UpstreamFault of(Http2Exception error, boolean hasAnswered) {
        if (hasAnswered) {
            return UpstreamFault.BODY_BROKEN;
        }
        return error instanceof Http2Exception.HeaderListSizeException
                ? UpstreamFault.ANSWER_HEAD_TOO_LARGE
                : UpstreamFault.MALFORMED_ANSWER;
    }
}
