package dev.maskwright.server.operation;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A model was swapped or refused, for Java's flight recorder. */
@Name("dev.maskwright.ModelSwap")
@Label("Model swap")
@Category("Maskwright")
@StackTrace(false)
final class SwapEvent extends Event {

    @Label("Model")
    String model = "";

    @Label("From")
    String from = "";

    @Label("To")
    String to = "";

    @Label("Outcome")
    String outcome = "";

    static void commit(String model, String from, String to, String outcome) {
        SwapEvent event = new SwapEvent();
        if (event.shouldCommit()) {
            event.model = model;
            event.from = from;
            event.to = to;
            event.outcome = outcome;
            event.commit();
        }
    }
}
