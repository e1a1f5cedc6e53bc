package org.fairlead.proxy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.fairlead.proxy.demo.Guestbook.Entry;
import org.fairlead.proxy.demo.GuestbookApplication.Question;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GuestbookTest {
    private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);
    private final Guestbook book = new Guestbook(nanos::get, Duration.ofSeconds(3));

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static List<String> texts(List<Entry> entries) {
        return entries.stream().map(Entry::text).toList();
    }

    @Nested
    class AReplica {
        @Test
        void seesAnEntryOnlyAfterTheLag() {
            book.add("me", "hello");

            assertThat(texts(book.now())).contains("hello");
            pass(Duration.ofMillis(2999));
            assertThat(texts(book.lagging())).doesNotContain("hello");
            pass(Duration.ofMillis(1));
            assertThat(texts(book.lagging())).contains("hello");
        }

        @Test
        void seesChangesInTheirOrder() {
            book.add("me", "first");
            pass(Duration.ofSeconds(2));
            book.add("me", "second");
            pass(Duration.ofSeconds(1));

            assertThat(texts(book.lagging())).contains("first").doesNotContain("second");
        }

        @Test
        void catchesUpWhenTheLagBecomesShorter() {
            book.add("me", "hello");
            book.lag(Duration.ZERO);

            assertThat(texts(book.lagging())).contains("hello");
        }
    }

    @Test
    void staysBounded() {
        for (int i = 0; i < 1000; i++) {
            book.add("me", "entry " + i);
            pass(Duration.ofSeconds(1));
        }

        assertThat(book.now()).hasSize(Guestbook.MOST_ENTRIES);
        assertThat(texts(book.now())).startsWith("entry 999");
    }

    @Nested
    class AnAppserver {
        private static final String READ = "dc=codfw, role=replica, treated-as=read, epoch=17";
        private static final String WRITE = "dc=eqiad, role=primary, treated-as=write, epoch=17";
        private final GuestbookApplication primary = new GuestbookApplication(book, "eqiad", "app-1", false);
        private final GuestbookApplication replica = new GuestbookApplication(book, "codfw", "app-2", true);

        private Reply answer(
                GuestbookApplication application, String method, String uri, String body, String announced) {
            int query = uri.indexOf('?');
            return application.answer(new Question(
                    method,
                    query < 0 ? uri : uri.substring(0, query),
                    Parameters.of(uri, body),
                    "application/json",
                    Announcement.parse(announced)));
        }

        @Test
        void saysWhoItIsAndWhatItWasTold() {
            Reply reply = answer(replica, "GET", "/", "", READ);

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body())
                    .contains("\"datacenter\":\"codfw\"", "\"role\":\"replica\"", "\"treated_as\":\"read\"");
            assertThat(reply.fields()).containsEntry("X-Answered-By", "codfw/app-2");
        }

        @Test
        void signsOnThePrimaryAndShowsTheList() {
            Reply reply = answer(primary, "POST", "/entries", "author=me&text=a+%3Cb%3E", WRITE);

            assertThat(reply.status()).isEqualTo(303);
            assertThat(reply.fields()).containsEntry("Location", "/").doesNotContainKey("Fairlead-Write");
            assertThat(texts(book.now())).startsWith("a <b>");
        }

        @Test
        void refusesToWriteOnAReplicaAndSaysSo() {
            Reply reply = answer(replica, "GET", "/vote?id=1", "", READ);

            assertThat(reply.fields()).containsEntry("Fairlead-Write", "blocked");
            assertThat(book.now().get(0).votes()).isZero();
        }

        @Test
        void confessesAWriteOnARead() {
            Reply reply = answer(primary, "GET", "/vote?id=1", "", "dc=eqiad, role=primary, treated-as=read");

            assertThat(reply.fields()).containsEntry("Fairlead-Write", "done");
            assertThat(book.now().get(0).votes()).isEqualTo(1);
        }

        @Test
        void deletesByLinkWhereThatIsTreatedAsAWrite() {
            Reply reply = answer(primary, "GET", "/entries?action=delete&id=1", "", WRITE);

            assertThat(reply.fields()).doesNotContainKey("Fairlead-Write");
            assertThat(book.now()).isEmpty();
        }

        @Test
        void escapesWhatVisitorsWrite() {
            book.add("<script>", "\"&\"");

            assertThat(GuestbookPages.html(
                            book.now(), new GuestbookPages.Answerer("eqiad", "app-1", Announcement.parse(""))))
                    .contains("&lt;script&gt;", "&quot;&amp;&quot;")
                    .doesNotContain("<script>");
        }

        @Test
        void setsTheLag() {
            assertThat(answer(primary, "POST", "/lag?seconds=5", "", WRITE).status())
                    .isEqualTo(200);
            assertThat(book.lag()).isEqualTo(Duration.ofSeconds(5));
            assertThat(answer(primary, "POST", "/lag?seconds=x", "", WRITE).status())
                    .isEqualTo(400);
        }

        @Test
        void answersASearchByPost() {
            book.add("me", "hello");
            book.add("me", "goodbye");

            assertThat(answer(primary, "POST", "/search", "q=hell", READ).body())
                    .contains("hello")
                    .doesNotContain("goodbye");
        }
    }
}
