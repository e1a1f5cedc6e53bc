package org.fairlead.proxy.control;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.util.Optional;
import org.fairlead.config.runtime.Change;
import org.fairlead.proxy.page.Page;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** What a call may do, and what it does; each leaves one line in the audit log. Reads files: not for an event loop. */
final class ControlCalls {
    static final String ROOT = "/api/v1/";
    static final String TAIL = ROOT + "tail";
    private static final String STATUS = ROOT + "status";
    private static final String PREVIEW = ROOT + "preview/";
    private static final Logger AUDIT = LoggerFactory.getLogger("fairlead.audit");
    private static final Logger LOG = LoggerFactory.getLogger(ControlCalls.class);

    private final ControlServer.Reach reach;

    ControlCalls(ControlServer.Reach reach) {
        this.reach = reach;
    }

    /** A call as it came. */
    record Call(String method, String path, JsonNode body, String who) {}

    /** Why a request may not come in; empty: it may. Everything else is looked at only then. */
    Optional<Page> refusal(FullHttpRequest request) {
        var headers = request.headers();
        if (request.decoderResult().isFailure()) {
            return Optional.of(refusal(400, "that isn't a request that can be read"));
        }
        if (headers.contains(HttpHeaderNames.ORIGIN)) {
            return Optional.of(refusal(403, "Origin: a web page asks (expected: a tool that sends none)"));
        }
        if (!"1".equals(headers.get("Fairlead-Control"))) {
            return Optional.of(refusal(403, "Fairlead-Control: missing (expected: 1)"));
        }
        if (!mayPass(headers.get(HttpHeaderNames.AUTHORIZATION, ""))) {
            return Optional.of(refusal(401, "Authorization: not the token (expected: Bearer and control.token-file)"));
        }
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
        return request.content().isReadable() && !type.startsWith("application/json")
                ? Optional.of(refusal(415, "Content-Type: \"" + type + "\" (expected: application/json)"))
                : Optional.empty();
    }

    private static Page refusal(int status, String problem) {
        return new Page(
                status, "application/json", Answer.refused(problem).page().body());
    }

    private boolean mayPass(String authorization) {
        try {
            return Token.read(reach.live()
                            .view()
                            .loaded()
                            .operations()
                            .control()
                            .orElseThrow()
                            .tokenFile())
                    .isShownBy(authorization);
        } catch (IOException e) {
            LOG.error("no call can be let in: {}", e.getMessage());
            return false;
        }
    }

    /** One line: who, what, why, result. */
    static void audit(Caller caller, String what, String result) {
        AUDIT.info("who=\"{}\" what=\"{}\" why=\"{}\" result={}", caller.who(), what, caller.why(), result);
    }

    Page answer(Call call) {
        if (call.path().equals(STATUS)) {
            audit(new Caller(call.who(), ""), "status", "done");
            return call.method().equals(HttpMethod.GET.name())
                    ? Page.json(200, reach.status().get())
                    : refusal(405, call.method() + " (expected: GET)");
        }
        boolean isPreview = call.path().startsWith(PREVIEW);
        String action =
                call.path().startsWith(ROOT) ? call.path().substring((isPreview ? PREVIEW : ROOT).length()) : "";
        if (!ChangeRequest.isKnown(action)) {
            audit(new Caller(call.who(), ""), call.path(), "404");
            return refusal(404, call.path() + ": no such call (expected: one in docs/operations.md)");
        }
        if (!call.method().equals("POST") && !call.method().equals("PUT")) {
            audit(new Caller(call.who(), ""), call.path(), "405");
            return refusal(405, call.method() + " (expected: POST or PUT)");
        }
        Answer answer = answer(call, action, isPreview);
        return answer.page();
    }

    private Answer answer(Call call, String action, boolean isPreview) {
        Caller caller = new Caller(call.who(), "");
        Answer answer;
        try {
            ChangeRequest request = new ChangeRequest(action, call.body());
            caller = new Caller(call.who(), request.reason());
            LiveView view = reach.live().view();
            answer = isPreview ? preview(view, caller, request, action) : act(view, caller, request, action);
        } catch (IllegalArgumentException e) {
            answer = Answer.malformed(e.getMessage() == null ? "a value makes no sense" : e.getMessage());
        } catch (RuntimeException e) {
            audit(caller, action, "failed");
            throw e;
        }
        audit(
                caller,
                (isPreview ? "preview " : "") + action + " "
                        + call.body().toString().replace('"', '\''),
                answer.result().label());
        return answer;
    }

    private Answer act(LiveView view, Caller caller, ChangeRequest request, String action) {
        if (action.equals("reload")) {
            return reach.live().reload(caller);
        }
        Change change = request.change(view.loaded());
        return reach.live().change(caller, change);
    }

    private Answer preview(LiveView view, Caller caller, ChangeRequest request, String action) {
        return action.equals("reload")
                ? Preview.reload(view, reach.live().load()).answer()
                : Preview.change(view, caller, request.change(view.loaded()));
    }

    static Page malformed(String problem) {
        return Answer.malformed(problem).page();
    }

    static Page failed() {
        return Answer.failed("a bug; the log of the proxy says more").page();
    }
}
