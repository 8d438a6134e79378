package dev.maskwright.models.zoo.encoder;

import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Value;
import java.util.List;
import java.util.TreeMap;

/**
 * Residual network of basic blocks, with torchvision's keys.
 *
 * @param depths residual blocks in each of the four stages
 * @param stride 32, or 16 with a dilated last stage
 * @see <a href="https://arxiv.org/abs/1512.03385">Deep Residual Learning for Image Recognition</a>; the last stage is
 *     dilated as in smp, its first convolution included
 */
public record ResNet(String id, List<Integer> depths, int stride) implements Encoder.Dilatable {

    public static final ResNet RESNET18 = new ResNet("resnet18", List.of(2, 2, 2, 2), 32);
    public static final ResNet RESNET34 = new ResNet("resnet34", List.of(3, 4, 6, 3), 32);

    public ResNet {
        depths = List.copyOf(depths);
        if (stride != 16 && stride != 32) {
            throw new IllegalArgumentException("the stride of a ResNet is 16 or 32, got " + stride);
        }
    }

    /** The same network with a last stage that is dilated by 2 instead of halving the size of the map. */
    @Override
    public ResNet dilated() {
        return new ResNet(id, depths, 16);
    }

    /** Features of strides 2, 4, 8, 16 and 32 with 64, 64, 128, 256 and 512 channels; if dilated, 512 at stride 16. */
    @Override
    public Features build(NetworkBuilder net, Value image) {
        TreeMap<Integer, Value> features = new TreeMap<>();
        Value x = net.conv("conv1", image, 64, 7, 2); // (N, 64, H/2, W/2)
        x = net.relu("relu", net.batchNorm("bn1", x));
        features.put(2, x);
        x = net.add("maxpool", new Layer.MaxPool(3, 2, 1), x); // (N, 64, H/4, W/4)
        for (int stage = 0; stage < depths.size(); stage++) {
            NetworkBuilder layer = net.scope("layer" + (stage + 1));
            int channels = 64 << stage;
            int dilation = Math.max(1, (4 << stage) / stride);
            for (int block = 0; block < depths.get(stage); block++) {
                int blockStride = stage > 0 && block == 0 && dilation == 1 ? 2 : 1;
                x = basicBlock(layer.scope(String.valueOf(block)), x, channels, blockStride, dilation);
            }
            features.put(Math.min(stride, 4 << stage), x); // (N, 64 << stage, H / (4 << stage), W / (4 << stage))
        }
        return new Features(features);
    }

    private static Value basicBlock(NetworkBuilder net, Value x, int channels, int stride, int dilation) {
        Value y = net.relu("relu1", net.batchNorm("bn1", conv3x3(net, "conv1", x, channels, stride, dilation)));
        y = net.batchNorm("bn2", conv3x3(net, "conv2", y, channels, 1, dilation));
        Value shortcut = x;
        if (stride != 1 || x.channels() != channels) {
            shortcut = net.batchNorm("downsample.1", net.conv("downsample.0", x, channels, 1, stride));
        }
        return net.relu("relu2", net.sum("add", y, shortcut));
    }

    private static Value conv3x3(NetworkBuilder net, String name, Value x, int channels, int stride, int dilation) {
        Layer.Conv conv = Layer.Conv.of(x.channels(), channels, 3)
                .withStride(stride)
                .withPadding(dilation)
                .withDilation(dilation);
        return net.add(name, conv, x);
    }
}
