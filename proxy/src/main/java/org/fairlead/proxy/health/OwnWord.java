package org.fairlead.proxy.health;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an origin says of itself, in an answer or in its check's body: words with commas or spaces between them.
 *
 * @param isDrain {@code drain}: no new requests
 * @param weight {@code weight=50}: its share, 1 to 100 hundredths of the usual
 * @param lag {@code lag=850ms}: how far its data is behind; shown, nothing more
 * @param isReadOnly {@code read-only}: no writes
 */
public record OwnWord(boolean isDrain, int weight, Optional<Duration> lag, boolean isReadOnly) {
    public static final OwnWord NOTHING = new OwnWord(false, OriginHealth.WHOLE, Optional.empty(), false);

    /** How long a word holds that isn't said again. */
    static final Duration HOLDS = Duration.ofSeconds(30);

    private static final int MOST_CHARACTERS = 200;
    private static final Pattern BETWEEN = Pattern.compile("[\\s,]+");
    private static final Pattern WEIGHT = Pattern.compile("weight=(\\d{1,3})");
    private static final Pattern LAG = Pattern.compile("lag=(\\d{1,9})(ms|s)");

    /** Empty where a word isn't known, or is out of its range: then none of them counts. */
    public static Optional<OwnWord> parse(String text) {
        if (text.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        OwnWord said = NOTHING;
        for (String word : BETWEEN.split(text.strip(), -1)) {
            Optional<OwnWord> more = said.and(word);
            if (more.isEmpty()) {
                return Optional.empty();
            }
            said = more.get();
        }
        return Optional.of(said);
    }

    private Optional<OwnWord> and(String word) {
        Matcher heavy = WEIGHT.matcher(word);
        Matcher late = LAG.matcher(word);
        if (word.equals("drain")) {
            return Optional.of(new OwnWord(true, weight, lag, isReadOnly));
        }
        if (word.equals("read-only")) {
            return Optional.of(new OwnWord(isDrain, weight, lag, true));
        }
        if (heavy.matches()) {
            int number = Integer.parseInt(heavy.group(1));
            return number <= OriginHealth.WHOLE
                    ? Optional.of(new OwnWord(isDrain || number == 0, Math.max(1, number), lag, isReadOnly))
                    : Optional.empty();
        }
        if (late.matches()) {
            long number = Long.parseLong(late.group(1));
            Duration behind = late.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number);
            return Optional.of(new OwnWord(isDrain, weight, Optional.of(behind), isReadOnly));
        }
        return word.equals("up") ? Optional.of(this) : Optional.empty();
    }
}
