package org.fairlead.bench.report;

import org.fairlead.bench.figures.Results;

/** Results as one HTML file. */
public final class HtmlReport {
    private HtmlReport() {}

    public static String of(Results results) {
        return results.date();
    }
}
