package org.fairlead.proxy.control;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.proxy.page.Page;

/**
 * What came of a call.
 *
 * @param effects what changed, or would, in words; empty: nothing
 * @param problems why it was refused or failed; empty: it wasn't
 */
public record Answer(Result result, List<String> effects, List<String> warnings, List<String> problems) {
    /** How it went, and the status of the response that says so. */
    public enum Result {
        DONE(200),
        MALFORMED(400),
        REFUSED(409),
        FAILED(500);

        private final int status;

        Result(int status) {
            this.status = status;
        }

        String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public Answer {
        effects = List.copyOf(effects);
        warnings = List.copyOf(warnings);
        problems = List.copyOf(problems);
    }

    static Answer done(List<String> effects, List<String> warnings) {
        return new Answer(Result.DONE, effects, warnings, List.of());
    }

    static Answer refused(String problem) {
        return refused(List.of(problem));
    }

    static Answer refused(List<String> problems) {
        return new Answer(Result.REFUSED, List.of(), List.of(), problems);
    }

    static Answer malformed(String problem) {
        return new Answer(Result.MALFORMED, List.of(), List.of(), List.of(problem));
    }

    static Answer failed(String problem) {
        return new Answer(Result.FAILED, List.of(), List.of(), List.of(problem));
    }

    public boolean isDone() {
        return result == Result.DONE;
    }

    Page page() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("result", result.label());
        fields.put("effects", effects);
        fields.put("warnings", warnings);
        fields.put("problems", problems);
        return Page.json(result.status, Json.render(fields));
    }
}
