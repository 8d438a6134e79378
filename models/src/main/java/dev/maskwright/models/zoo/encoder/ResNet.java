package dev.maskwright.models.zoo.encoder;

import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Residual network of basic blocks, with torchvision's keys.
 *
 * @param depths residual blocks in each of the four stages
 * @see <a href="https://arxiv.org/abs/1512.03385">Deep Residual Learning for Image Recognition</a>
 */
public record ResNet(String id, List<Integer> depths) implements Encoder {

    public static final ResNet RESNET18 = new ResNet("resnet18", List.of(2, 2, 2, 2));

    public ResNet {
        depths = List.copyOf(depths);
    }

    /** Features of strides 2, 4, 8, 16 and 32 with 64, 64, 128, 256 and 512 channels. */
    @Override
    public List<Value> build(NetworkBuilder net, Value image) {
        List<Value> features = new ArrayList<>();
        Value x = net.conv("conv1", image, 64, 7, 2); // (N, 64, H/2, W/2)
        x = net.relu("relu", net.batchNorm("bn1", x));
        features.add(x);
        x = net.add("maxpool", new Layer.MaxPool(3, 2, 1), x); // (N, 64, H/4, W/4)
        for (int stage = 0; stage < depths.size(); stage++) {
            NetworkBuilder layer = net.scope("layer" + (stage + 1));
            int channels = 64 << stage;
            for (int block = 0; block < depths.get(stage); block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                x = basicBlock(layer.scope(String.valueOf(block)), x, channels, stride);
            }
            features.add(x); // (N, 64 << stage, H / (4 << stage), W / (4 << stage))
        }
        return features;
    }

    private static Value basicBlock(NetworkBuilder net, Value x, int channels, int stride) {
        Value y = net.relu("relu1", net.batchNorm("bn1", net.conv("conv1", x, channels, 3, stride)));
        y = net.batchNorm("bn2", net.conv("conv2", y, channels, 3, 1));
        Value shortcut = x;
        if (stride != 1 || x.channels() != channels) {
            shortcut = net.batchNorm("downsample.1", net.conv("downsample.0", x, channels, 1, stride));
        }
        return net.relu("relu2", net.sum("add", y, shortcut));
    }
}
