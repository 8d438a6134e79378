package dev.maskwright.trainer.net;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A function of PyTorch that DJL has no call for. It is passed to the engine as a TorchScript module, the only way in
 * DJL to run custom code with gradients. Loaded once and kept for the life of the process. Thread-safe.
 *
 * @see <a href="https://github.com/pytorch/pytorch/blob/v2.7.1/torch/csrc/jit/docs/serialization.md">TorchScript
 *     serialization</a>
 */
public final class TorchFunction {

    /** Protocol 2: an object of the class {@code __torch__.Function} whose field {@code training} is false. */
    private static final String OBJECT =
            "\u0080\u0002c__torch__\nFunction\n)\u0081}(X\u0008\u0000\u0000\u0000training\u0089ub.";

    /** Protocol 2: an empty tuple. */
    private static final String NO_CONSTANTS = "\u0080\u0002).";

    private static final String CODE = """
            class Function(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def forward(self: __torch__.Function,
                %s) -> Tensor:
            %s""";

    private final Model model;
    private final ParameterStore noParameters;

    /**
     * Loads a function.
     *
     * @param arguments in TorchScript, such as {@code x: Tensor}
     * @param body lines such as {@code return torch.hardtanh(x, 0., 6.)}, which give a tensor
     * @throws ai.djl.engine.EngineException if the engine cannot load it, with the engine's message
     */
    public TorchFunction(String arguments, String body) {
        model = Model.newInstance("function", "PyTorch");
        try {
            model.load(new ByteArrayInputStream(archive(CODE.formatted(arguments, body.indent(4)))));
        } catch (MalformedModelException | IOException e) {
            throw new IllegalStateException("PyTorch cannot load %s".formatted(body), e);
        }
        noParameters = new ParameterStore(model.getNDManager(), false);
    }

    /** The function's value, with support for gradients. It joins the manager of the first argument. */
    public NDArray apply(NDArray... arguments) {
        return model.getBlock()
                .forward(noParameters, new NDList(arguments), true)
                .singletonOrThrow();
    }

    private static byte[] archive(String code) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            entry(zip, "data.pkl", OBJECT);
            entry(zip, "code/__torch__.py", code);
            entry(zip, "constants.pkl", NO_CONSTANTS);
            entry(zip, "version", "3\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e); // to memory
        }
        return bytes.toByteArray();
    }

    private static void entry(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry("function/" + name));
        zip.write(content.getBytes(StandardCharsets.ISO_8859_1));
        zip.closeEntry();
    }
}
