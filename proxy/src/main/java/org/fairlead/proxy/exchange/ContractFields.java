package org.fairlead.proxy.exchange;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fairlead.config.Contract;
import org.fairlead.message.Ascii;
import org.fairlead.message.FieldTable;
import org.fairlead.routing.Service;
import org.fairlead.routing.WritesOnSafe;

/**
 * The fields that proxy and application agree on: never believed from a client, never shown to one. All names that begin with
 * {@code Fairlead-} are among them, used or not. Immutable.
 */
final class ContractFields {
    private static final byte[] PREFIX = Ascii.bytes("fairlead-");

    /** Those without the prefix; usually none. */
    private final List<byte[]> others;

    private final byte[] pin;
    private final byte[] origin;

    ContractFields(Contract contract, List<Service> services) {
        pin = Ascii.bytes(Ascii.lower(contract.pin()));
        origin = Ascii.bytes(Ascii.lower(contract.origin()));
        Stream<String> flags = services.stream()
                .map(Service::writesOnSafe)
                .flatMap(Optional::stream)
                .map(WritesOnSafe::flag)
                .filter(WritesOnSafe.Flag.Field.class::isInstance)
                .map(flag -> ((WritesOnSafe.Flag.Field) flag).name());
        others = Stream.concat(
                        Stream.of(contract.request(), contract.pin(), contract.decision(), contract.origin()), flags)
                .map(Ascii::lower)
                .distinct()
                .filter(name -> !name.startsWith("fairlead-"))
                .map(Ascii::bytes)
                .toList();
    }

    /** Whether that line bears one of the names. */
    boolean has(FieldTable fields, int index) {
        return has(fields.bytes(), fields.nameStart(index), fields.nameEnd(index));
    }

    /** Whether the name in {@code bytes[start, end)} is one of them. */
    boolean has(byte[] bytes, int start, int end) {
        if (end - start > PREFIX.length
                && (bytes[start] | 0x20) == 'f'
                && Ascii.equalsIgnoreCase(bytes, start, start + PREFIX.length, PREFIX)) {
            return true;
        }
        for (int i = 0; i < others.size(); i++) {
            if (Ascii.equalsIgnoreCase(bytes, start, end, others.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** The lines of {@code all} that bear none of the names, in {@code kept}, which is returned. */
    FieldTable without(FieldTable all, FieldTable kept) {
        kept.reset(all.bytes());
        for (int i = 0; i < all.count(); i++) {
            if (!has(all, i)) {
                kept.add(all.nameStart(i), all.nameEnd(i), all.valueStart(i), all.valueEnd(i));
            }
        }
        return kept;
    }

    /** What an origin says of itself, in lower case. */
    byte[] origin() {
        return origin;
    }

    /** How long the application wants the pin of this write to be, in lower case. */
    byte[] pin() {
        return pin;
    }
}
