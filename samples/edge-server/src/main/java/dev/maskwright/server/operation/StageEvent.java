package dev.maskwright.server.operation;

import dev.maskwright.server.engine.Stages;
import dev.maskwright.server.engine.Stages.Stage;
import java.util.Map;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** One request of the engine, for Java's flight recorder. */
@Name("dev.maskwright.Request")
@Label("Segmentation request")
@Category("Maskwright")
@Description("Where the time of one request went")
@StackTrace(false)
final class StageEvent extends Event {

    @Label("Queue")
    @Timespan
    long queue;

    @Label("Decode")
    @Timespan
    long decode;

    @Label("Prepare")
    @Timespan
    long prepare;

    @Label("Run")
    @Timespan
    long run;

    @Label("Finish")
    @Timespan
    long finish;

    @Label("Render")
    @Timespan
    long render;

    static void commit(Stages stages) {
        StageEvent event = new StageEvent();
        if (event.shouldCommit()) {
            Map<Stage, Long> nanos = stages.nanos();
            event.queue = nanos.getOrDefault(Stage.QUEUE, 0L);
            event.decode = nanos.getOrDefault(Stage.DECODE, 0L);
            event.prepare = nanos.getOrDefault(Stage.PREPARE, 0L);
            event.run = nanos.getOrDefault(Stage.RUN, 0L);
            event.finish = nanos.getOrDefault(Stage.FINISH, 0L);
            event.render = nanos.getOrDefault(Stage.RENDER, 0L);
            event.commit();
        }
    }
}
