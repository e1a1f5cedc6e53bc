package org.fairlead.config.runtime;

import java.math.BigDecimal;

/** Hundredths of a percent as people read them. */
public final class Percentages {
    private Percentages() {}

    /** Such as {@code 2 %} or {@code 0.25 %}. */
    public static String render(int hundredths) {
        return BigDecimal.valueOf(hundredths, 2).stripTrailingZeros().toPlainString() + " %";
    }
}
