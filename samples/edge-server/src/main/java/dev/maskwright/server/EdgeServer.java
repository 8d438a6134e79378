package dev.maskwright.server;

import dev.maskwright.server.admin.ModelsHandler;
import dev.maskwright.server.corrections.CorrectionDialect;
import dev.maskwright.server.corrections.ModelVersions;
import dev.maskwright.server.engine.Engine;
import dev.maskwright.server.engine.Limits;
import dev.maskwright.server.engine.Models;
import dev.maskwright.server.engine.RefusedException;
import dev.maskwright.server.kserve.GrpcServer;
import dev.maskwright.server.kserve.KserveRest;
import dev.maskwright.server.labelstudio.LabelStudioBackend;
import dev.maskwright.server.operation.EngineEvents;
import dev.maskwright.server.operation.EventLog;
import dev.maskwright.server.operation.Health;
import dev.maskwright.server.operation.Metrics;
import dev.maskwright.server.operation.ModelEvents;
import dev.maskwright.server.operation.RequestRecords;
import dev.maskwright.server.segment.SegmentHandler;
import dev.maskwright.server.stream.Streams;
import dev.maskwright.server.web.Gatekeeper;
import dev.maskwright.server.web.Intake;
import dev.maskwright.server.web.OpenApi;
import dev.maskwright.server.web.Page;
import dev.maskwright.server.web.Problems;
import dev.maskwright.server.web.SecurityHeaders;
import dev.maskwright.server.web.Token;
import dev.maskwright.server.web.WebServer;
import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A server that turns pictures into masks: one {@link Engine} behind several APIs, each of which is registered here and
 * independent of the others.
 *
 * <p>{@link #close} accepts no more requests and answers all accepted ones.
 */
public final class EdgeServer implements AutoCloseable {

    /** The number of threads for requests that wait for bodies or answers, beyond those in the queue. */
    private static final int READERS = 128;

    /** How many streams are sent and watched at once. */
    private static final int STREAMS = 32;

    private static final Set<String> HTTP_METHODS = Set.of("GET", "POST", "PUT", "DELETE");

    private final ServerOptions options;
    private final Engine engine;
    private final Metrics metrics;
    private final EventLog log;
    private final Streams streams;
    private final CorrectionDialect corrections;
    private final Javalin web;
    private final Optional<GrpcServer> grpc;

    private EdgeServer(ServerOptions options, Consumer<String> lines) throws RefusedException, IOException {
        this.options = options;
        log = new EventLog(lines);
        metrics = new Metrics();
        Optional<ModelVersions> versions = options.corrections().map(kept -> ModelVersions.of(kept, options.model()));
        ModelEvents events = new ModelEvents(log, metrics);
        Models.Listener listener = versions.isPresent() ? versions.get().before(events, log) : events;
        Models models = Models.open(options.model(), options.models(), options.session(), listener);
        Limits limits = options.limits();
        engine = new Engine(models, limits, new EngineEvents(log, metrics));
        int readers = limits.queue() + limits.workers() + READERS;
        Intake intake = new Intake(limits, Runtime.getRuntime().maxMemory() / 4, readers);
        metrics.watch(engine, intake::bytes);
        corrections = openCorrections(versions);
        streams = Streams.of(engine, STREAMS);
        web = WebServer.create(options.host(), options.port(), limits, readers + STREAMS, config -> {
            RequestRecords.register(config, metrics, log, options.quiet());
            Page.register(config);
            register(config.routes, intake);
        });
        grpc = startGrpc(readers);
        startWeb();
    }

    private void register(RoutesConfig routes, Intake intake) {
        SecurityHeaders.register(routes);
        Gatekeeper.register(routes, options.token().map(Token::of), options.host());
        Problems.register(routes, fault -> log.fault("request", fault));
        Health.register(routes, engine, metrics);
        OpenApi.register(routes);
        SegmentHandler.register(routes, engine, intake);
        ModelsHandler.register(routes, engine.models(), intake);
        KserveRest.register(routes, engine, intake);
        LabelStudioBackend.register(routes, engine, intake, options.labelStudio());
        streams.register(routes);
        corrections.register(routes, intake);
    }

    private CorrectionDialect openCorrections(Optional<ModelVersions> versions) throws IOException {
        if (versions.isEmpty()) {
            return CorrectionDialect.off(engine);
        }
        try {
            return CorrectionDialect.open(options.corrections().orElseThrow(), versions.get(), engine, log);
        } catch (IOException | RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private Optional<GrpcServer> startGrpc(int mostCalls) throws IOException {
        if (options.grpcPort().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(GrpcServer.start(
                    options.host(), options.grpcPort().get(), options.token().map(Token::of), engine, mostCalls));
        } catch (IOException e) {
            corrections.close();
            engine.close();
            throw cannotListen(options.grpcPort().get(), e);
        }
    }

    private void startWeb() throws IOException {
        try {
            web.start();
        } catch (JavalinException | IllegalStateException e) {
            close();
            throw cannotListen(options.port(), e);
        }
    }

    private IOException cannotListen(int port, Exception fault) {
        return new IOException(
                "cannot listen at %s:%d (%s); choose another port, or stop what uses it"
                        .formatted(options.host(), port, fault.getMessage()),
                fault);
    }

    /**
     * Starts a server, which is ready when this returns.
     *
     * @param lines receives the lines of its log, from many threads
     * @throws RefusedException if the standard model cannot be used
     * @throws IOException if an address or a port is not available
     */
    public static EdgeServer start(ServerOptions options, Consumer<String> lines) throws RefusedException, IOException {
        return new EdgeServer(options, lines);
    }

    /** The port of HTTP. */
    public int port() {
        return web.port();
    }

    /** The port of gRPC; empty if it is off. */
    public Optional<Integer> grpcPort() {
        return grpc.map(GrpcServer::port);
    }

    /** The method and path of each route. */
    Set<String> routes() {
        return web.unsafe.internalRouter.allHttpHandlers().stream()
                .map(parsed -> parsed.endpoint)
                .filter(endpoint -> HTTP_METHODS.contains(endpoint.method.name()))
                .map(endpoint -> endpoint.method.name() + " " + endpoint.path)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The models, to swap them from within the process. */
    public Models models() {
        return engine.models();
    }

    /** Whether it works, for supervisors that would restart it. */
    public boolean isAlive() {
        return engine.isAlive();
    }

    @Override
    public void close() {
        corrections.close();
        streams.close();
        grpc.ifPresent(GrpcServer::close);
        web.stop();
        engine.close();
    }
}
