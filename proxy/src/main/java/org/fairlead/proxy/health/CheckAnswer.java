package org.fairlead.proxy.health;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.fairlead.config.PoolSettings;
import org.fairlead.message.Ascii;
import org.fairlead.message.FieldTable;
import org.fairlead.message.Method;
import org.fairlead.message.ResponseHead;
import org.fairlead.proxy.http1.BodyReader;
import org.fairlead.proxy.http1.BodySink;
import org.fairlead.proxy.http1.HeadLimits;
import org.fairlead.proxy.http1.ResponseParser;
import org.jspecify.annotations.Nullable;

/** Reads the answer to one check. Confined to the health loop. */
final class CheckAnswer implements BodySink {
    private static final HeadLimits LIMITS = new HeadLimits(16 * 1024, 100);

    private final PoolSettings.Check check;
    private final byte[] ownWordField;
    private final ResponseParser parser = new ResponseParser(LIMITS);
    private final ResponseHead head = new ResponseHead();
    private final BodyReader bodyReader = new BodyReader(LIMITS);
    private final byte[] body = new byte[PoolSettings.Check.BODY_BYTES];
    private byte[] headBytes = new byte[0];
    private boolean headIsRead;
    private int bodyLength;

    /** @param ownWordField the name of the field in which an origin speaks of itself, in lower case */
    CheckAnswer(PoolSettings.Check check, byte[] ownWordField) {
        this.check = check;
        this.ownWordField = ownWordField;
    }

    /** What is found, once that is clear; null: more bytes are wanted. Borrows {@code in}. */
    @Nullable
    CheckFinding read(ByteBuf in) {
        if (!headIsRead) {
            CheckFinding early = readHead(in);
            if (early != null || !headIsRead) {
                return early;
            }
        }
        return switch (bodyReader.read(in, this)) {
            case MORE -> bodyLength == body.length ? judge() : null;
            case COMPLETE -> judge();
            case REJECTED -> CheckFinding.failed("its body isn't HTTP");
        };
    }

    private @Nullable CheckFinding readHead(ByteBuf in) {
        int before = headBytes.length;
        int start = in.readerIndex();
        headBytes = Arrays.copyOf(headBytes, before + in.readableBytes());
        in.readBytes(headBytes, before, headBytes.length - before);
        parser.reset();
        int end = parser.parse(headBytes, 0, headBytes.length, head, Method.GET);
        if (end == ResponseParser.INCOMPLETE) {
            return null;
        }
        if (end == ResponseParser.REJECTED || head.isInterim()) {
            return CheckFinding.failed("its answer isn't HTTP");
        }
        in.readerIndex(start + end - before);
        headIsRead = true;
        bodyReader.reset(parser.framing(), BodyReader.Mode.DATA);
        return check.isWell(head.status()) ? null : CheckFinding.failed("status " + head.status());
    }

    /** The connection has ended. */
    CheckFinding end() {
        if (!headIsRead) {
            return CheckFinding.failed("closed before it answered");
        }
        return bodyReader.end() == BodyReader.Progress.COMPLETE
                ? judge()
                : CheckFinding.failed("closed in the midst of its answer");
    }

    private CheckFinding judge() {
        String text = new String(body, 0, bodyLength, StandardCharsets.UTF_8);
        return check.body().filter(wanted -> !text.contains(wanted)).isPresent()
                ? CheckFinding.failed("status " + head.status() + " without the text it should have")
                : new CheckFinding(true, "status " + head.status(), ownWord(text));
    }

    /** In a field of the head, else in a line of the body that looks like it. */
    private Optional<OwnWord> ownWord(String text) {
        FieldTable fields = head.fields();
        int line = fields.find(ownWordField, 0);
        if (line >= 0) {
            return OwnWord.parse(fields.valueText(line));
        }
        String name = Ascii.text(ownWordField, 0, ownWordField.length) + ":";
        return text.lines()
                .filter(one -> one.regionMatches(true, 0, name, 0, name.length()))
                .findFirst()
                .flatMap(one -> OwnWord.parse(one.substring(name.length())));
    }

    /** Takes ownership of {@code slice}. */
    @Override
    public void data(ByteBuf slice) {
        int length = Math.min(slice.readableBytes(), body.length - bodyLength);
        slice.readBytes(body, bodyLength, length);
        bodyLength += length;
        slice.release();
    }

    @Override
    public void trailers(FieldTable trailers) {}
}
