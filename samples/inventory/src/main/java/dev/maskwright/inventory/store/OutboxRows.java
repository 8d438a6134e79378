package dev.maskwright.inventory.store;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Events as rows that wait to be sent. */
final class OutboxRows {

    private OutboxRows() {}

    static void insert(Handle handle, List<String> targets, String topic, List<InventoryEvent> events) {
        long now = Instant.now().toEpochMilli();
        PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO outbox (target, topic, body, event_id, created_at, attempts, next_try_at)
                VALUES (:target, :topic, :body, :event, :now, 0, :now)""");
        for (InventoryEvent event : events) {
            for (String target : targets) {
                batch.bind("target", target)
                        .bind("topic", "%s/%s/%s".formatted(topic, level(event.shelf()), event.kind()))
                        .bind("body", event.text())
                        .bind("event", event.id())
                        .bind("now", now)
                        .add();
            }
        }
        if (batch.size() > 0) {
            batch.execute();
        }
    }

    /** A name as one level of a topic, with special characters replaced. */
    private static String level(String name) {
        return name.replaceAll("[/+#\\x00]", "_");
    }
}
