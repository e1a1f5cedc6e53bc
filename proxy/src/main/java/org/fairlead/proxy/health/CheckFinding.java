package org.fairlead.proxy.health;

import java.util.Optional;

/**
 * How one check ended.
 *
 * @param words why, in lower case
 * @param ownWord what the origin said of itself
 */
record CheckFinding(boolean isWell, String words, Optional<OwnWord> ownWord) {
    static CheckFinding failed(String words) {
        return new CheckFinding(false, words, Optional.empty());
    }
}
