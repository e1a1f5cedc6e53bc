package org.fairlead.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.fairlead.matching.ClientAddress;
import org.fairlead.message.RequestHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShiftTest {
    private static final ClientKey USER = new ClientKey.OfCookie("userID");
    private static final ClientKey DEVICE = new ClientKey.OfHeader("X-Device");
    private static final ClientKey ADDRESS = new ClientKey.OfAddress();
    private static final ClientKey REQUEST = new ClientKey.OfRequest();
    private static final int CLIENTS = 20_000;

    private static Shift shift(int hundredths, ClientKey... by) {
        return new Shift(Optional.of(TestFleet.DRMRS), hundredths, List.of(by), "wiki");
    }

    private static int bucket(Shift shift, String fields, String address) {
        RequestFacts facts =
                new RequestFacts().next(ClientAddress.parse(address).orElseThrow(), TestFleet.NOW, 4321);
        return new ClientKeys().bucket(shift, TestFleet.request("GET /", fields), facts);
    }

    /** Fixed for all times: a new version that moved clients would be a shift that nobody asked for. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Cookie: userID=1     | 192.0.2.7    | 3300
                    Cookie: userID=2     | 192.0.2.7    | 398
                    X-Device: a          | 192.0.2.7    | 7606
                                         | 192.0.2.7    | 8725
                                         | 2001:db8::1  | 2769
                    """)
    void putsAClientInTheSameBucketForEver(String fields, String address, int bucket) {
        assertThat(bucket(shift(0, USER, DEVICE, ADDRESS), fields == null ? "" : fields, address))
                .isEqualTo(bucket);
    }

    @Test
    void takesTheFirstKeyThatTheRequestHas() {
        Shift shift = shift(0, USER, DEVICE, ADDRESS);
        int user = bucket(shift(0, USER), "Cookie: userID=1", "192.0.2.7");
        int device = bucket(shift(0, DEVICE), "X-Device: a", "192.0.2.7");
        int address = bucket(shift(0, ADDRESS), "", "192.0.2.7");
        assertThat(bucket(shift, "Cookie: a=b; userID=1; userID=2 ~ X-Device: a", "192.0.2.7"))
                .isEqualTo(user);
        assertThat(bucket(shift, "Cookie: userID= ~ x-device: a", "192.0.2.7")).isEqualTo(device);
        assertThat(bucket(shift, "Cookie: userid=1 ~ X-Device:", "192.0.2.7")).isEqualTo(address);
        assertThat(bucket(shift(0, USER, REQUEST), "", "192.0.2.7")).isEqualTo(4321);
        assertThat(bucket(shift(0, USER, DEVICE), "", "192.0.2.7")).isEqualTo(-1);
    }

    @Test
    void doesNotShiftARequestWithoutAKey() {
        TestFleet fleet = new TestFleet(new TestService("wiki").shift(Optional.of(TestFleet.DRMRS), Shift.WHOLE, USER));
        assertThat(TestFleet.words(fleet.decide("GET /", ""))).isEqualTo("read at codfw: local");
        assertThat(TestFleet.words(fleet.decide("GET /", "Cookie: userID=7"))).isEqualTo("read at drmrs: shift");
    }

    @Test
    void keepsASubscriberOfIpv6Together() {
        Shift shift = shift(0, ADDRESS);
        assertThat(bucket(shift, "", "2001:db8:1:2::1")).isEqualTo(bucket(shift, "", "2001:db8:1:2:ffff::9"));
        assertThat(bucket(shift, "", "2001:db8:1:2::1")).isNotEqualTo(bucket(shift, "", "2001:db8:1:3::1"));
        assertThat(bucket(shift, "", "::ffff:192.0.2.7")).isEqualTo(bucket(shift, "", "192.0.2.7"));
    }

    @Test
    void onlyAddsClientsWhenTheShareGrows() {
        BitSet before = new BitSet();
        for (int hundredths = 0; hundredths <= Shift.WHOLE; hundredths += 125) {
            BitSet now = shifted(shift(hundredths, USER));
            BitSet lost = (BitSet) before.clone();
            lost.andNot(now);
            assertThat(lost.cardinality())
                    .as("who was moved back at " + hundredths)
                    .isZero();
            before = now;
        }
        assertThat(before.cardinality()).isEqualTo(CLIENTS);
    }

    @ParameterizedTest(name = "{0} hundredths of a percent")
    @ValueSource(ints = {0, 1, 50, 200, 1000, 3333, 5000, 9999, 10_000})
    void movesTheShareThatItSays(int hundredths) {
        double expected = (double) CLIENTS * hundredths / Shift.WHOLE;
        double spread = 4 * Math.sqrt(expected * (1 - hundredths / (double) Shift.WHOLE));
        assertThat((double) shifted(shift(hundredths, USER)).cardinality()).isCloseTo(expected, within(spread + 0.5));
    }

    @ParameterizedTest(name = "by {0}")
    @ValueSource(strings = {"user", "address", "subscriber"})
    void fillsAllBucketsAlike(String by) {
        int[] tenths = new int[10];
        Shift shift = shift(0, by.equals("user") ? USER : ADDRESS);
        for (int i = 0; i < CLIENTS; i++) {
            String address = by.equals("subscriber")
                    ? "2001:db8:" + Integer.toHexString(i) + "::1"
                    : "10.0." + i / 256 + "." + i % 256;
            tenths[bucket(shift, "Cookie: userID=" + i, address) / 1000]++;
        }
        for (int tenth : tenths) {
            assertThat(tenth).isBetween(CLIENTS / 10 - 200, CLIENTS / 10 + 200);
        }
    }

    @Test
    void shufflesTheClientsOfAnotherServiceAnew() {
        BitSet one = shifted(shift(5000, USER));
        BitSet other = shifted(new Shift(Optional.empty(), 5000, List.of(USER), "shop"));
        one.and(other);
        assertThat(one.cardinality()).isBetween(CLIENTS / 4 - 300, CLIENTS / 4 + 300);
    }

    private static BitSet shifted(Shift shift) {
        BitSet shifted = new BitSet();
        ClientKeys keys = new ClientKeys();
        RequestFacts facts = TestFleet.facts();
        List<RequestHead> heads = Users.HEADS;
        for (int i = 0; i < heads.size(); i++) {
            shifted.set(i, keys.bucket(shift, heads.get(i), facts) < shift.hundredths());
        }
        return shifted;
    }

    /** Users with identifiers as an application gives them: mostly counted up, a few at random. */
    private static final class Users {
        static final List<RequestHead> HEADS = new ArrayList<>();

        static {
            Random random = new Random(7);
            for (int i = 0; i < CLIENTS; i++) {
                long id = i % 10 == 0 ? random.nextLong() >>> 1 : 40_000_000L + i;
                HEADS.add(TestFleet.request("GET /", "Cookie: userID=" + id));
            }
        }
    }

    @Test
    void drawsEachRequestAnewByRequest() {
        TestFleet fleet = new TestFleet(new TestService("wiki").shift(Optional.of(TestFleet.DRMRS), 250, REQUEST));
        RequestFacts facts = TestFleet.facts();
        facts.next(facts.client(), TestFleet.NOW, 249);
        assertThat(fleet.decide("GET /", "", facts).reason()).isEqualTo(Reason.SHIFT);
        facts.next(facts.client(), TestFleet.NOW, 250);
        assertThat(fleet.decide("GET /", "", facts).reason()).isEqualTo(Reason.LOCAL);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 10_001})
    void refusesAShareOutsideOfTheWhole(int hundredths) {
        assertThatThrownBy(() -> shift(hundredths, USER)).hasMessageContaining("expected: 0 to 10000");
    }
}
