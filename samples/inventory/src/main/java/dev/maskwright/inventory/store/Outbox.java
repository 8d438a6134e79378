package dev.maskwright.inventory.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The events that wait to be sent. Any number of threads may call. */
public final class Outbox {

    private static final String WAITING = " refused_at IS NULL";

    private final Database database;

    public Outbox(Database database) {
        this.database = database;
    }

    /**
     * An event on its way to a target.
     *
     * @param row its number in the outbox
     * @param topic the topic for brokers
     * @param body JSON
     * @param eventId the same if an event is sent again
     * @param attempts number of failed attempts
     * @param nextTry when it may be tried again
     */
    public record Message(long row, String topic, String body, String eventId, int attempts, Instant nextTry) {}

    /** The targets with waiting messages. */
    public List<String> targets() {
        return database.read(
                handle -> handle.createQuery("SELECT DISTINCT target FROM outbox WHERE" + WAITING + " ORDER BY target")
                        .mapTo(String.class)
                        .list());
    }

    /** The oldest waiting message of a target. */
    public Optional<Message> next(String target) {
        return database.read(handle -> handle.createQuery(
                        "SELECT * FROM outbox WHERE target = :target AND" + WAITING + " ORDER BY id LIMIT 1")
                .bind("target", target)
                .map((row, context) -> new Message(
                        row.getLong("id"),
                        row.getString("topic"),
                        row.getString("body"),
                        row.getString("event_id"),
                        row.getInt("attempts"),
                        Instant.ofEpochMilli(row.getLong("next_try_at"))))
                .findOne());
    }

    /** The number of waiting messages. */
    public int waiting() {
        return count(WAITING);
    }

    /** The number of refused messages. */
    public int refused() {
        return count(" refused_at IS NOT NULL");
    }

    private int count(String condition) {
        return database.read(handle -> handle.createQuery("SELECT count(*) FROM outbox WHERE" + condition)
                .mapTo(int.class)
                .one());
    }

    /** Removes a message. */
    public void sent(Message message) {
        database.write(handle -> handle.execute("DELETE FROM outbox WHERE id = ?", message.row()));
    }

    /** Postpones a message. */
    public void failed(Message message, String fault, Instant nextTry) {
        database.write(handle -> handle.execute(
                "UPDATE outbox SET attempts = attempts + 1, next_try_at = ?, fault = ? WHERE id = ?",
                nextTry.toEpochMilli(),
                fault,
                message.row()));
    }

    /** Marks a message as refused. */
    public void refused(Message message, String fault) {
        database.write(handle -> handle.execute(
                "UPDATE outbox SET attempts = attempts + 1, refused_at = ?, fault = ? WHERE id = ?",
                Instant.now().toEpochMilli(),
                fault,
                message.row()));
    }

    /** Makes waiting messages due at once. */
    public void retryNow() {
        database.write(handle -> handle.execute(
                "UPDATE outbox SET next_try_at = ?", Instant.now().toEpochMilli()));
    }

    /** Makes refused messages wait again. */
    public void retryRefused() {
        database.write(handle -> handle.execute("UPDATE outbox SET refused_at = NULL"));
    }

    /** An address for messages: the part after the host may be a secret. */
    public static String shown(String target) {
        return target.replaceFirst("^(\\w+://[^/?]*).*", "$1");
    }
}
