package org.fairlead.proxy.demo;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.fairlead.proxy.demo.Guestbook.Entry;
import org.fairlead.proxy.demo.GuestbookPages.Answerer;
import org.jspecify.annotations.Nullable;

/**
 * The guestbook as one appserver runs it: on the primary it reads and writes, on a replica it reads late and refuses to
 * write. Whether it is a replica Fairlead says, request by request.
 */
final class GuestbookApplication {
    private final Guestbook book;
    private final String datacenter;
    private final String appserver;
    private final boolean hasReplica;

    /** @param hasReplica whether the store here is a replica */
    GuestbookApplication(Guestbook book, String datacenter, String appserver, boolean hasReplica) {
        this.book = book;
        this.datacenter = datacenter;
        this.appserver = appserver;
        this.hasReplica = hasReplica;
    }

    /** What an appserver needs to know of a request. */
    record Question(String method, String path, Parameters parameters, String accept, Announcement announcement) {
        boolean isGet() {
            return method.equals("GET") || method.equals("HEAD");
        }

        boolean wantsJson() {
            return accept.toLowerCase(Locale.ROOT).contains("application/json");
        }
    }

    Reply answer(Question question) {
        return route(question).with("X-Answered-By", datacenter + "/" + appserver);
    }

    private Reply route(Question question) {
        String action = question.parameters().first("action");
        return switch (question.path()) {
            case "/", "/entries" -> {
                if (action.equals("delete")) {
                    yield change(question, () -> book.delete(id(question)));
                }
                yield question.isGet() ? list(question, null) : sign(question);
            }
            // Changes something on GET, and no rule knows: this is what Fairlead catches.
            case "/vote" -> change(question, () -> book.vote(id(question)));
            case "/statistics" -> statistics();
            case "/search" -> list(question, question.parameters().first("q"));
            case "/lag" -> lag(question);
            default -> Reply.text(404, question.path() + ": no such page");
        };
    }

    private Reply list(Question question, @Nullable String wanted) {
        List<Entry> entries = visible().stream()
                .filter(entry -> wanted == null
                        || entry.text().contains(wanted)
                        || entry.author().contains(wanted))
                .toList();
        Answerer answerer = new Answerer(datacenter, appserver, question.announcement());
        return question.wantsJson()
                ? Reply.json(GuestbookPages.json(entries, answerer))
                : Reply.html(200, GuestbookPages.html(entries, answerer));
    }

    private Reply statistics() {
        List<Entry> entries = visible();
        int votes = entries.stream().mapToInt(Entry::votes).sum();
        return Reply.text(200, entries.size() + " entries, " + votes + " votes");
    }

    private List<Entry> visible() {
        return hasReplica ? book.lagging() : book.now();
    }

    private Reply sign(Question question) {
        String text = question.parameters().first("text");
        if (text.isBlank()) {
            return Reply.text(400, "text: nothing (expected: what you want to say)");
        }
        String given = question.parameters().first("author");
        String author = given.isBlank() ? "somebody" : cut(given, 40);
        return change(question, () -> book.add(author, cut(text, 200))).with("Set-Cookie", nameCookie(author));
    }

    /** By which the rules know a visitor again. */
    private static String nameCookie(String author) {
        return "guestbook-name=" + URLEncoder.encode(author, StandardCharsets.UTF_8) + "; Path=/; SameSite=Lax";
    }

    /** A write: refused where the store is a replica; done, and confessed, where Fairlead took the request for a read. */
    private Reply change(Question question, Runnable write) {
        if (hasReplica) {
            return Reply.text(409, "this is a replica: nothing was changed").flagged("blocked");
        }
        write.run();
        return question.announcement().isRead() ? Reply.seeOther().flagged("done") : Reply.seeOther();
    }

    private Reply lag(Question question) {
        if (!question.isGet()) {
            int seconds = number(question.parameters().first("seconds"));
            if (seconds < 0) {
                return Reply.text(400, "seconds: not a number (expected: such as /lag?seconds=5)");
            }
            book.lag(Duration.ofSeconds(seconds));
        }
        return Reply.text(200, "the replica lags by " + book.lag().toSeconds() + " s");
    }

    private static int id(Question question) {
        return number(question.parameters().first("id"));
    }

    /** -1 where it isn't one. */
    private static int number(String text) {
        return text.matches("\\d{1,6}") ? Integer.parseInt(text) : -1;
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
