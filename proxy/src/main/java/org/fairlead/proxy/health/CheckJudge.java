package org.fairlead.proxy.health;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.fairlead.config.PoolSettings;
import org.fairlead.message.Ascii;
import org.jspecify.annotations.Nullable;

/** What the answer to one check means, in whatever version of HTTP it came. Confined to the health loop. */
final class CheckJudge {
    private final PoolSettings.Check check;
    private final byte[] ownWordField;
    private final byte[] body = new byte[PoolSettings.Check.BODY_BYTES];
    private int bodyLength;
    private int status;
    private @Nullable String ownWord;

    /** @param ownWordField the name of the field in which an origin speaks of itself, in lower case */
    CheckJudge(PoolSettings.Check check, byte[] ownWordField) {
        this.check = check;
        this.ownWordField = ownWordField;
    }

    byte[] ownWordField() {
        return ownWordField;
    }

    /**
     * The head has come; returns what is found already, or null: the body matters.
     *
     * @param ownWord the value of the field in which the origin speaks of itself; null where there is none
     */
    @Nullable
    CheckFinding head(int status, @Nullable String ownWord) {
        this.status = status;
        this.ownWord = ownWord;
        return check.isWell(status) ? null : CheckFinding.failed("status " + status);
    }

    /** A part of the body. Borrows {@code part}. */
    void body(ByteBuf part) {
        int length = Math.min(part.readableBytes(), body.length - bodyLength);
        part.getBytes(part.readerIndex(), body, bodyLength, length);
        bodyLength += length;
    }

    /** Whether no more of the body is looked at. */
    boolean isSatisfied() {
        return bodyLength == body.length;
    }

    /** What is found, of an answer that is whole, or long enough. */
    CheckFinding judge() {
        String text = new String(body, 0, bodyLength, StandardCharsets.UTF_8);
        return check.body().filter(wanted -> !text.contains(wanted)).isPresent()
                ? CheckFinding.failed("status " + status + " without the text it should have")
                : new CheckFinding(true, "status " + status, ownWord(text));
    }

    /** In a field of the head, else in a line of the body that looks like it. */
    private Optional<OwnWord> ownWord(String text) {
        if (ownWord != null) {
            return OwnWord.parse(ownWord);
        }
        String name = Ascii.text(ownWordField, 0, ownWordField.length) + ":";
        return text.lines()
                .filter(one -> one.regionMatches(true, 0, name, 0, name.length()))
                .findFirst()
                .flatMap(one -> OwnWord.parse(one.substring(name.length())));
    }
}
