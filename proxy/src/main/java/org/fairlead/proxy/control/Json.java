package org.fairlead.proxy.control;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as the control plane speaks it. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static String render(Object value) {
        return MAPPER.writeValueAsString(value) + "\n";
    }

    /** An object; an empty body is an empty one. Throws IllegalArgumentException for anything else. */
    static JsonNode object(byte[] body) {
        try {
            JsonNode node = body.length == 0 ? MAPPER.createObjectNode() : MAPPER.readTree(body);
            if (node.isObject()) {
                return node;
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the body isn't JSON (expected: an object)", e);
        }
        throw new IllegalArgumentException(
                "the body is " + new String(body, StandardCharsets.UTF_8) + " (expected: an object)");
    }
}
