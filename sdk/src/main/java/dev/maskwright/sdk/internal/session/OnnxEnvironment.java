package dev.maskwright.sdk.internal.session;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import dev.maskwright.sdk.SegmentationException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** ONNX Runtime's environment, of which a process has one. */
public final class OnnxEnvironment {

    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
    private static final long STACK_PER_BYTE = 1024;
    private static final long LEAST_STACK = 1 << 20;

    private static boolean started;

    /**
     * What {@link #keep} got: two numbers of ONNX Runtime's own; none before, after {@link #release}, and where it did
     * not work.
     */
    private static long[] kept = {};

    private OnnxEnvironment() {}

    /**
     * The environment; made by the first call. On Linux, ONNX Runtime 1.29 then reads the command line of the process
     * with a function that calls itself for each byte, about 260 bytes of stack each: from some 4000 bytes on (a class
     * path of fifty jars, or a shell's list of files) it would run over the usual stack of 1 MiB and take the JVM with
     * it. So it is made on a thread whose stack is large enough.
     */
    public static OrtEnvironment get() {
        FutureTask<OrtEnvironment> making = new FutureTask<>(OnnxEnvironment::start);
        Thread thread =
                new Thread(null, making, "maskwright-onnxruntime", LEAST_STACK + STACK_PER_BYTE * commandLine());
        thread.setDaemon(true);
        thread.start();
        try {
            return making.get();
        } catch (ExecutionException e) {
            throw new SegmentationException("ONNX Runtime did not start (%s)".formatted(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SegmentationException("interrupted while ONNX Runtime was starting", e);
        }
    }

    private static synchronized OrtEnvironment start() {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        if (!started) {
            started = true;
            silence(environment);
            UnpackedLibraries.removeAtExit();
            kept = keep();
        }
        return environment;
    }

    /** Nothing is reported to the makers of ONNX Runtime, whose Windows and, from 1.29 on, Linux libraries can. */
    private static void silence(OrtEnvironment environment) {
        try {
            environment.setTelemetry(false);
        } catch (OrtException e) {
            throw new SegmentationException(
                    "ONNX Runtime's reports could not be switched off (%s)".formatted(e.getMessage()), e);
        }
    }

    /**
     * Takes a second hold of the environment. ONNX Runtime's own shutdown hook lets go of the first one while other
     * hooks and daemon threads still run, and opening or running a model then crashes the JVM; a hold keeps the
     * environment until {@link #release}. The library counts holds but has no public method for it.
     */
    private static long[] keep() {
        try {
            Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
            api.setAccessible(true);
            long handle = api.getLong(null);
            Method create = OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
            create.setAccessible(true);
            int level = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING.getValue();
            return new long[] {handle, (long) create.invoke(null, handle, level, "maskwright")};
        } catch (ReflectiveOperationException | RuntimeException e) {
            return new long[0]; // another version of ONNX Runtime: all works, but for the safety of a hold
        }
    }

    /** Lets go of the environment, when nothing uses it any more. */
    static synchronized void release() {
        if (!isKept()) {
            return;
        }
        try {
            Method close = OrtEnvironment.class.getDeclaredMethod("close", long.class, long.class);
            close.setAccessible(true);
            close.invoke(null, kept[0], kept[1]);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // Kept until the process has ended.
        } finally {
            kept = new long[0];
        }
    }

    /** Whether the environment outlives ONNX Runtime's own shutdown hook. */
    static synchronized boolean isKept() {
        return kept.length == 2;
    }

    /** The version of ONNX Runtime. */
    public static String version() {
        return get().getVersion();
    }

    /** What this build of ONNX Runtime can compute on, by its own names: {@code CPU}, {@code CUDA}. */
    public static List<String> providers() {
        get();
        return OrtEnvironment.getAvailableProviders().stream()
                .map(OrtProvider::name)
                .toList();
    }

    /** Bytes of this process's command line; 0 where the system does not tell, for it is not read there either. */
    private static int commandLine() {
        try {
            return Files.readAllBytes(COMMAND_LINE).length;
        } catch (IOException e) {
            return 0;
        }
    }
}
