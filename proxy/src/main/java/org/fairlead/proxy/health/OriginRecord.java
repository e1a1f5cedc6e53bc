package org.fairlead.proxy.health;

import java.time.Duration;
import java.time.Instant;
import org.fairlead.config.PoolSettings;

/**
 * All that is known of one origin, and what follows from it: an operator's word comes first, then the check, then requests that
 * failed, then the origin's own word. Confined to the health loop; publishes to {@link OriginHealth}.
 */
final class OriginRecord {
    /** What its check says. */
    private enum Checked {
        /** It isn't checked. */
        NOT,
        UNKNOWN,
        UP,
        DOWN
    }

    private static final String NAMELESS = "nobody knows its name";

    /** The share of one that has just come back, in hundredths, where it comes back slowly. */
    private static final int LEAST_SHARE = 10;

    private final OriginHealth published;
    private final Ejections ejections = new Ejections();
    private PoolSettings settings;
    private Checked checked = Checked.NOT;
    private int checksInARow;
    private String checkFinding = "";
    private String drainedBy = "";
    private OwnWord ownWord = OwnWord.NOTHING;
    private boolean saysSomething;
    private long ownWordEndsNanos;
    private boolean wasOut;
    private long backSinceNanos;

    OriginRecord(OriginHealth published, PoolSettings settings) {
        this.published = published;
        this.settings = settings;
        checked = settings.check().isPresent() ? Checked.UNKNOWN : Checked.NOT;
    }

    /** What one is that has just been named. */
    static OriginState first(OriginId id, PoolSettings settings) {
        if (id.address().isUnresolved()) {
            return OriginState.DOWN;
        }
        return settings.check().isPresent() ? OriginState.UNKNOWN : OriginState.UP;
    }

    static String firstReason(OriginState first) {
        return switch (first) {
            case DOWN -> NAMELESS;
            case UNKNOWN -> "no check has ended yet";
            case UP, EJECTED, DRAINED -> "nothing speaks against it";
        };
    }

    OriginHealth published() {
        return published;
    }

    /** From now on these hold; what is known stays known. */
    void use(PoolSettings settings) {
        boolean isChecked = settings.check().isPresent();
        if (isChecked && checked == Checked.NOT) {
            // It was in without a check: it stays in until its check has failed.
            checked = Checked.UP;
            checksInARow = 0;
        } else if (!isChecked) {
            checked = Checked.NOT;
        }
        this.settings = settings;
        published.ejectAfter(settings.ejection().after());
    }

    /** A check has ended. */
    void checked(boolean isWell, String finding) {
        if (checked == Checked.NOT) {
            return;
        }
        PoolSettings.Pace pace = settings.check().orElseThrow().pace();
        boolean asBefore = isWell == (checked == Checked.UP);
        checksInARow = asBefore && checked != Checked.UNKNOWN ? 0 : checksInARow + 1;
        switch (checked) {
            case UNKNOWN -> {
                if (isWell) {
                    turn(Checked.UP, finding);
                } else if (checksInARow >= pace.downAfter()) {
                    turn(Checked.DOWN, finding);
                }
            }
            case UP -> {
                if (checksInARow >= pace.downAfter()) {
                    turn(Checked.DOWN, finding);
                }
            }
            case DOWN -> {
                if (checksInARow >= pace.upAfter()) {
                    turn(Checked.UP, finding);
                }
            }
            case NOT -> {}
        }
    }

    private void turn(Checked to, String finding) {
        checked = to;
        checksInARow = 0;
        checkFinding = finding;
    }

    /** Requests failed: it is out for a while. */
    void eject(Outcome why, long nowNanos) {
        ejections.begin(settings.ejection(), why, nowNanos);
    }

    /** The origin says so of itself; it holds for a while, unless it is said again. */
    void says(OwnWord word, long nowNanos) {
        ownWord = word;
        saysSomething = !word.equals(OwnWord.NOTHING);
        ownWordEndsNanos = nowNanos + OwnWord.HOLDS.toNanos();
    }

    /** @param by the operator; empty: it isn't drained, or no longer */
    void drained(String by) {
        drainedBy = by;
    }

    /**
     * Lets it in again where its time is over. One more failure takes it out again.
     *
     * @return whether what is published of it changes with time
     */
    boolean tick(long nowNanos) {
        boolean changes = wasOut && state() == OriginState.UP;
        if (ejections.endIfDue(nowNanos)) {
            published.forgive(settings.ejection().after() - 1);
            changes = true;
        }
        if (saysSomething && nowNanos - ownWordEndsNanos >= 0) {
            ownWord = OwnWord.NOTHING;
            saysSomething = false;
            changes = true;
        }
        return changes;
    }

    /** Whether time alone may make something else of it. */
    boolean isMoving() {
        return saysSomething || ejections.isOut() || (wasOut && state() == OriginState.UP);
    }

    OriginState state() {
        if (!drainedBy.isEmpty()) {
            return OriginState.DRAINED;
        }
        if (isNameless()) {
            return OriginState.DOWN;
        }
        return switch (checked) {
            case DOWN -> OriginState.DOWN;
            case UNKNOWN -> OriginState.UNKNOWN;
            case UP, NOT ->
                ejections.isOut() ? OriginState.EJECTED : ownWord.isDrain() ? OriginState.DRAINED : OriginState.UP;
        };
    }

    /** There is no address to go to. */
    boolean isNameless() {
        return published.id().address().isUnresolved();
    }

    private String reason(OriginState state, OriginState before) {
        return switch (state) {
            case UNKNOWN -> "no check has ended yet";
            case DOWN -> isNameless() ? NAMELESS : "check: " + checkFinding;
            case EJECTED -> ejections.reason();
            case DRAINED -> drainedBy.isEmpty() ? "it says so itself" : drainedBy;
            case UP -> reasonUp(before);
        };
    }

    private String reasonUp(OriginState before) {
        return switch (before) {
            case DOWN, UNKNOWN -> "check: " + checkFinding;
            case EJECTED -> "its time out is over";
            case DRAINED -> "no longer drained";
            case UP -> "nothing speaks against it";
        };
    }

    /** Whether what is published has changed its state. */
    boolean publish(Instant now, long nowNanos) {
        OriginStatus before = published.status();
        OriginState state = state();
        boolean isNew = state != before.state();
        if (isNew && state == OriginState.UP) {
            wasOut = before.state() != OriginState.UNKNOWN;
            backSinceNanos = nowNanos;
        }
        OriginStatus status = isNew ? new OriginStatus(state, reason(state, before.state()), now) : before;
        published.publish(status, state == OriginState.UP ? weight(nowNanos) : 0, ownWord);
        return isNew;
    }

    private int weight(long nowNanos) {
        Duration slowStart = settings.slowStart();
        long back = nowNanos - backSinceNanos;
        wasOut &= back < slowStart.toNanos();
        int share = wasOut
                ? (int) Math.max(LEAST_SHARE, OriginHealth.WHOLE * back / slowStart.toNanos())
                : OriginHealth.WHOLE;
        return Math.max(1, share * ownWord.weight() / OriginHealth.WHOLE);
    }
}
