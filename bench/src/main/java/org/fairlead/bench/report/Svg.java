package org.fairlead.bench.report;

import java.util.Locale;

/** Text of an SVG picture. Colours and fonts are the style sheet's: elements bear classes only. */
final class Svg {
    private final StringBuilder text = new StringBuilder();

    /** @param label what a reader who can't see it is told */
    Svg(double width, double height, String label) {
        text.append(
                format("<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">", width, height, escape(label)));
    }

    Svg line(String style, double x1, double y1, double x2, double y2) {
        text.append(
                format("<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", style, x1, y1, x2, y2));
        return this;
    }

    Svg rectangle(String style, double x, double y, double width, double height, String tip) {
        text.append(format(
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\"><title>%s</title></rect>",
                style, x, y, Math.max(0, width), height, escape(tip)));
        return this;
    }

    Svg circle(String style, double x, double y, double radius, String tip) {
        text.append(format(
                "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>%s</title></circle>",
                style, x, y, radius, escape(tip)));
        return this;
    }

    /** @param points {@code x,y} pairs, blank between */
    Svg polyline(String style, String points) {
        text.append(format("<polyline class=\"%s\" points=\"%s\"/>", style, points));
        return this;
    }

    /** @param anchor start, middle or end */
    Svg words(String style, String anchor, double x, double y, String words) {
        text.append(format(
                "<text class=\"%s\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>",
                style, anchor, x, y, escape(words)));
        return this;
    }

    String end() {
        return text + "</svg>\n";
    }

    static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    static String escape(String words) {
        return words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
