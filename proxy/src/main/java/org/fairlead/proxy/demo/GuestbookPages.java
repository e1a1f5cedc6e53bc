package org.fairlead.proxy.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.proxy.demo.Guestbook.Entry;
import tools.jackson.databind.ObjectMapper;

/** Renders the guestbook. Pure. */
final class GuestbookPages {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STYLE =
            "body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem}"
                    + "aside{background:#eef;border-radius:.5rem;padding:.5rem 1rem}li{margin:.4rem 0}form{margin:1rem 0}";

    /** Who answers: shown on every page, so that one sees where a request went. */
    record Answerer(String datacenter, String appserver, Announcement announcement) {
        String sentence() {
            String who = "answered by " + appserver + " in " + datacenter;
            return announcement.isKnown()
                    ? who + " (" + announcement.role() + "), treated as a " + announcement.treatedAs()
                    : who + ", not through Fairlead";
        }
    }

    private GuestbookPages() {}

    static String html(List<Entry> entries, Answerer answerer) {
        StringBuilder page = new StringBuilder(2048)
                .append(
                        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Guestbook</title>\n<style>")
                .append(STYLE)
                .append("</style>\n<h1>Guestbook</h1>\n<aside>")
                .append(escape(answerer.sentence()))
                .append("</aside>\n<form method=\"post\" action=\"/entries\">\n")
                .append("<input name=\"author\" placeholder=\"name\" required maxlength=\"40\">\n")
                .append("<input name=\"text\" placeholder=\"what you want to say\" required maxlength=\"200\">\n")
                .append("<button>Sign</button>\n</form>\n<ul>\n");
        entries.forEach(entry -> append(page, entry));
        return page.append("</ul>\n</html>\n").toString();
    }

    private static void append(StringBuilder page, Entry entry) {
        page.append("<li><b>")
                .append(escape(entry.author()))
                .append("</b>: ")
                .append(escape(entry.text()))
                .append(" (")
                .append(entry.votes())
                .append(" votes; <a href=\"/vote?id=")
                .append(entry.id())
                .append("\">vote by GET</a>, <a href=\"/entries?action=delete&amp;id=")
                .append(entry.id())
                .append("\">delete</a>)</li>\n");
    }

    static String json(List<Entry> entries, Answerer answerer) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("datacenter", answerer.datacenter());
        root.put("appserver", answerer.appserver());
        root.put("role", answerer.announcement().role());
        root.put("treated_as", answerer.announcement().treatedAs());
        root.put("entries", entries);
        return JSON.writeValueAsString(root) + "\n";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
