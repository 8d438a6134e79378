package dev.maskwright.server.kserve;

import dev.maskwright.server.engine.Engine;
import dev.maskwright.server.web.Token;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The gRPC server, on a separate port. */
public final class GrpcServer implements AutoCloseable {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    /** Messages are somewhat larger than what they carry. */
    private static final int ENVELOPE_BYTES = 1 << 16;

    private static final int MOST_CALLS_PER_CONNECTION = 128;

    private final Server server;
    private final ThreadPoolExecutor threads;
    private final Engine engine;

    private GrpcServer(Server server, ThreadPoolExecutor threads, Engine engine) {
        this.server = server;
        this.threads = threads;
        this.engine = engine;
    }

    /**
     * Starts it.
     *
     * @param mostCalls how many calls are processed at once; for more, clients are told that the server is busy
     * @throws IOException if the port is taken
     */
    public static GrpcServer start(String host, int port, Optional<Token> token, Engine engine, int mostCalls)
            throws IOException {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                mostCalls,
                mostCalls,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> new Thread(work, "maskwright-grpc"));
        threads.allowCoreThreadTimeOut(true);
        NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
                .executor(threads)
                .addService(new KserveGrpc(engine))
                .maxInboundMessageSize(
                        (int) Math.min(Integer.MAX_VALUE, engine.limits().bytes() + ENVELOPE_BYTES))
                .maxConcurrentCallsPerConnection(MOST_CALLS_PER_CONNECTION)
                .maxConnectionIdle(5, TimeUnit.MINUTES)
                .permitKeepAliveTime(10, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
        builder.intercept(new CallLimit(mostCalls, new AtomicInteger()));
        token.ifPresent(secret -> builder.intercept(new TokenCheck(secret))); // asked first
        return new GrpcServer(builder.build().start(), threads, engine);
    }

    public int port() {
        return server.getPort();
    }

    /** Accepts no more calls, and waits for those in progress. */
    @Override
    public void close() {
        server.shutdown();
        try {
            if (!server.awaitTermination(engine.limits().time().toSeconds() + 1, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        threads.shutdown();
    }

    private record TokenCheck(Token token) implements ServerInterceptor {

        private static final String HEALTH = "inference.GRPCInferenceService/Server";

        @Override
        public <A, B> ServerCall.Listener<A> interceptCall(
                ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
            String method = call.getMethodDescriptor().getFullMethodName();
            boolean isOpen = method.equals(HEALTH + "Live") || method.equals(HEALTH + "Ready");
            if (isOpen || token.isIn(headers.get(AUTHORIZATION))) {
                return next.startCall(call, headers);
            }
            call.close(
                    Status.UNAUTHENTICATED.withDescription("a token is needed; send it as 'authorization: Bearer ...'"),
                    new Metadata());
            return new ServerCall.Listener<>() {};
        }
    }

    /** Each call may bring a message of the maximum size, which is in memory before any code sees it. */
    private record CallLimit(int most, AtomicInteger calls) implements ServerInterceptor {

        @Override
        public <A, B> ServerCall.Listener<A> interceptCall(
                ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
            if (calls.incrementAndGet() > most) {
                calls.decrementAndGet();
                call.close(
                        Status.RESOURCE_EXHAUSTED.withDescription(
                                "%d calls are in progress, which is the limit; try again later".formatted(most)),
                        new Metadata());
                return new ServerCall.Listener<>() {};
            }
            return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
                @Override
                public void onComplete() {
                    calls.decrementAndGet();
                    super.onComplete();
                }

                @Override
                public void onCancel() {
                    calls.decrementAndGet();
                    super.onCancel();
                }
            };
        }
    }
}
