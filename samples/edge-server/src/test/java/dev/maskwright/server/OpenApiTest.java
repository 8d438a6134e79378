package dev.maskwright.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The document says what there is: no more, no less, and all that it refers to. */
final class OpenApiTest {

    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(RunningServer.options().withoutGrpc());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void namesEveryRoute() throws Exception {
        JsonObject paths = RunningServer.json(server.get("/openapi.json")).getAsJsonObject("paths");
        Set<String> described = new TreeSet<>();
        for (String path : paths.keySet()) {
            for (String key : paths.getAsJsonObject(path).keySet()) {
                if (!key.equals("parameters")) {
                    described.add(key.toUpperCase(Locale.ROOT) + " " + path);
                }
            }
        }
        assertEquals(server.server().routes(), described);
    }

    @Test
    void referencesLeadSomewhere() throws Exception {
        JsonObject document = RunningServer.json(server.get("/openapi.json"));
        Set<String> references = new HashSet<>();
        collect(document, references);
        assertTrue(references.size() > 20);
        for (String reference : references) {
            JsonElement at = document;
            for (String part : reference.substring(2).split("/", -1)) {
                at = at.getAsJsonObject().get(part);
                assertTrue(at != null, reference);
            }
        }
    }

    private static void collect(JsonElement element, Set<String> references) {
        if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(child -> collect(child, references));
        } else if (element.isJsonObject()) {
            element.getAsJsonObject().entrySet().forEach(entry -> {
                if (entry.getKey().equals("$ref")) {
                    references.add(entry.getValue().getAsString());
                }
                collect(entry.getValue(), references);
            });
        }
    }
}
