package dev.maskwright.server.operation;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Consumer;

/** One line of JSON for each thing that happened. Thread-safe if its sink is. */
public final class EventLog {

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private final Consumer<String> sink;

    /**
     * A log.
     *
     * @param sink receives whole lines, from many threads
     */
    public EventLog(Consumer<String> sink) {
        this.sink = sink;
    }

    /** A normal event. */
    public void info(String event, Map<String, Object> fields) {
        write("info", event, fields);
    }

    /** An event that the operator should know. */
    public void warn(String event, Map<String, Object> fields) {
        write("warn", event, fields);
    }

    /** An internal error. */
    public void fault(String event, Throwable fault) {
        StringWriter trace = new StringWriter();
        fault.printStackTrace(new PrintWriter(trace));
        write("error", event, Map.of("fault", String.valueOf(fault), "trace", trace.toString()));
    }

    private void write(String level, String event, Map<String, Object> fields) {
        JsonObject line = new JsonObject();
        line.addProperty("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        line.addProperty("level", level);
        line.addProperty("event", event);
        fields.forEach((name, value) -> {
            if (value instanceof Number number) {
                line.addProperty(name, number);
            } else {
                line.addProperty(name, String.valueOf(value));
            }
        });
        sink.accept(GSON.toJson(line));
    }
}
