package dev.maskwright.server.stream;

import com.google.gson.JsonObject;
import dev.maskwright.server.engine.Engine;
import dev.maskwright.server.engine.ModelSlot;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import dev.maskwright.server.engine.Reply;
import dev.maskwright.server.web.HangUp;
import dev.maskwright.server.web.Problem;
import io.javalin.config.RoutesConfig;
import io.javalin.websocket.WsBinaryMessageContext;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsConnectContext;
import io.javalin.websocket.WsContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket {@code /v1/stream}. Each binary message is a picture; each answer is a text message of JSON with the
 * number of the frame, followed, if {@code ?as=mask} or {@code ?as=overlay} asked for it, by a binary one. Frames for
 * which there is no time are dropped; with {@code ?publish=NAME} others can watch at {@code /v1/streams/NAME}.
 */
final class FrameSocket {

    private static final String PATH = "/v1/stream";

    /** A client that does not read for this long is considered gone. */
    private static final int SEND_SECONDS = 10;

    /**
     * A connection without a whole frame for this many times the limit of a request is closed, because their number is
     * limited.
     */
    private static final int SILENCE = 4;

    /** The code of a connection that broke a rule of the server. */
    private static final int POLICY_VIOLATION = 1008;

    private final Engine engine;
    private final StreamHub hub;
    private final Map<String, Connected> connected = new ConcurrentHashMap<>();

    private FrameSocket(Engine engine, StreamHub hub) {
        this.engine = engine;
        this.hub = hub;
    }

    static void register(RoutesConfig routes, Engine engine, StreamHub hub) {
        FrameSocket socket = new FrameSocket(engine, hub);
        routes.ws(PATH, socket::configure);
    }

    private void configure(WsConfig socket) {
        socket.onConnect(this::connect);
        socket.onBinaryMessage(this::frame);
        socket.onClose(this::close);
        socket.onError(this::close);
    }

    /** The state of one connection. */
    private record Connected(
            FrameFeed<LiveFrame> feed,
            @Nullable Channel channel,
            @Nullable String name,
            AtomicReference<HangUp> silence) {}

    private void connect(WsConnectContext context) {
        context.enableAutomaticPings();
        try {
            hub.enter();
        } catch (RefusedException e) {
            refuse(context, e);
            return;
        }
        try {
            connected.put(context.sessionId(), open(context));
        } catch (RefusedException e) {
            hub.leave();
            refuse(context, e);
        }
    }

    private static void refuse(WsContext context, RefusedException why) {
        context.send(Problem.of(why).json().toString());
        context.closeSession(POLICY_VIOLATION, why.reason().name());
    }

    private Connected open(WsConnectContext context) throws RefusedException {
        String word = Optional.ofNullable(context.queryParam("as")).orElse("mask");
        LiveFrame.Form form = LiveFrame.Form.named(word)
                .orElseThrow(() -> new RefusedException(
                        Reason.BAD_REQUEST, "as=%s is not one of figures, mask, overlay".formatted(word)));
        String model = context.queryParam("model");
        ModelSlot slot =
                model == null ? engine.models().standard() : engine.models().slot(model);
        String name = context.queryParam("publish");
        Channel channel = name == null ? null : hub.publish(name);
        FrameFeed<LiveFrame> feed = FrameFeed.start(
                engine,
                slot,
                done -> LiveFrame.of(done.get(0), form, channel != null && channel.isWatched()),
                new Answering(context.session, channel));
        return new Connected(feed, channel, name, new AtomicReference<>(silence(context)));
    }

    private HangUp silence(WsContext context) {
        Duration most = engine.limits().time().multipliedBy(SILENCE);
        Session session = context.session;
        return HangUp.after(most, () -> {
            session.close(
                    POLICY_VIOLATION,
                    "no frame within %d s".formatted(most.toSeconds()),
                    Callback.from(() -> {}, fault -> session.disconnect()));
        });
    }

    private void frame(WsBinaryMessageContext context) {
        Connected to = connected.get(context.sessionId());
        if (to != null) {
            ByteBuffer data = context.data();
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            to.feed().offer(bytes);
            to.silence().getAndSet(silence(context)).close();
        }
    }

    private void close(WsContext context) {
        Connected gone = connected.remove(context.sessionId());
        if (gone != null) {
            Objects.requireNonNull(gone.silence().get()).close();
            gone.feed().close();
            if (gone.channel() != null && gone.name() != null) {
                hub.end(gone.name(), gone.channel());
            }
            hub.leave();
        }
    }

    private record Answering(Session session, @Nullable Channel channel) implements FrameFeed.Listener<LiveFrame> {

        @Override
        public void answered(long frame, Reply<LiveFrame> reply) {
            LiveFrame done = reply.value();
            JsonObject json = done.figures();
            json.addProperty("frame", frame);
            json.addProperty("model", reply.by().version());
            JsonObject millis = new JsonObject();
            reply.stages()
                    .nanos()
                    .forEach((stage, nanos) ->
                            millis.addProperty(stage.name().toLowerCase(Locale.ROOT), Math.round(nanos / 1e3) / 1e3));
            json.add("ms", millis);
            send(callback -> session.sendText(json.toString(), callback));
            if (done.picture() != null) {
                send(callback -> session.sendBinary(ByteBuffer.wrap(done.picture()), callback));
            }
            if (channel != null && done.overlay() != null) {
                channel.show(done.overlay());
            }
        }

        @Override
        public void refused(long frame, RefusedException why) {
            JsonObject json = Problem.of(why).json();
            json.addProperty("frame", frame);
            send(callback -> session.sendText(json.toString(), callback));
        }

        /** Waits until it is sent, so that messages for a slow client do not pile up. */
        private void send(Consumer<Callback> sending) {
            Callback.Completable sent = new Callback.Completable();
            try {
                sending.accept(sent);
                sent.get(SEND_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                session.disconnect();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
