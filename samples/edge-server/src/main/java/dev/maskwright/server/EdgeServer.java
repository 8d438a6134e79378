package dev.maskwright.server;

import dev.maskwright.server.engine.Engine;
import dev.maskwright.server.engine.Limits;
import dev.maskwright.server.engine.Models;
import dev.maskwright.server.engine.RefusedException;
import dev.maskwright.server.segment.SegmentHandler;
import dev.maskwright.server.web.Intake;
import dev.maskwright.server.web.Page;
import dev.maskwright.server.web.Problems;
import dev.maskwright.server.web.SecurityHeaders;
import dev.maskwright.server.web.WebServer;
import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;

/**
 * A server that turns pictures into masks: one {@link Engine} behind several dialects, each of which is registered here
 * and knows nothing of the others.
 *
 * <p>{@link #close} takes nothing more in and answers all that was taken in.
 */
public final class EdgeServer implements AutoCloseable {

    /** How many threads wait for bodies to arrive or for their answer, beyond those that wait in the queue. */
    private static final int READERS = 128;

    private final Engine engine;
    private final Javalin web;

    private EdgeServer(ServerOptions options, Models models) {
        Limits limits = options.limits();
        engine = new Engine(models, limits, new Metrics());
        int readers = limits.queue() + limits.workers() + READERS;
        Intake intake = new Intake(limits, Runtime.getRuntime().maxMemory() / 4, readers);
        web = WebServer.create(options.host(), options.port(), limits, readers, config -> {
            Page.register(config);
            register(config.routes, intake);
        });
    }

    private void register(RoutesConfig routes, Intake intake) {
        SecurityHeaders.register(routes);
        Problems.register(routes, fault -> fault.printStackTrace());
        SegmentHandler.register(routes, engine, intake);
    }

    /**
     * Starts a server, which answers when this returns.
     *
     * @throws RefusedException if the standard model cannot be used
     */
    public static EdgeServer start(ServerOptions options) throws RefusedException {
        Models models = Models.open(options.model(), options.models(), options.session(), new NoListener());
        EdgeServer server = new EdgeServer(options, models);
        server.web.start();
        return server;
    }

    /** The port of HTTP. */
    public int port() {
        return web.port();
    }

    /** The models, to swap them from within the process. */
    public Models models() {
        return engine.models();
    }

    @Override
    public void close() {
        web.stop();
        engine.close();
    }
}
