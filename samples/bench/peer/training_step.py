"""Times a training step in PyTorch, or exports the network, for comparison with ./maskwright soak and export. Nothing
else in this project needs it.

    python3 training_step.py unet-resnet18 --recipe whole --channels-last
    python3 training_step.py segformer-mit_b0 --weights runs/segformer/weights.safetensors --export peer.onnx

Tested with PyTorch 1.13; needs nothing else. The networks have the state-dict keys of segmentation_models_pytorch, so
--weights loads a checkpoint of the trainer with strict=True: a key or shape that differs is an error. `maskwright
compare` then shows whether the exported network predicts the same classes; for that, put the card of our export of the
same checkpoint beside it as peer.card.json (`maskwright inspect --json` prints the card).
"""

import argparse
import copy
import json
import statistics
import struct
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

CLASSES = 23


def conv_norm_relu(channels, out):
    return nn.Sequential(nn.Conv2d(channels, out, 3, padding=1, bias=False), nn.BatchNorm2d(out), nn.ReLU(inplace=True))


class ResidualBlock(nn.Module):
    def __init__(self, channels, out, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out)
        self.downsample = None
        if stride != 1 or channels != out:
            self.downsample = nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        x = F.relu(self.bn1(self.conv1(x)), inplace=True)
        return F.relu(self.bn2(self.conv2(x)) + shortcut, inplace=True)


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        channels = 64
        for i, (out, stride) in enumerate([(64, 1), (128, 2), (256, 2), (512, 2)], 1):
            self.add_module(f"layer{i}", nn.Sequential(ResidualBlock(channels, out, stride), ResidualBlock(out, out, 1)))
            channels = out

    def forward(self, x):
        features = [F.relu(self.bn1(self.conv1(x)), inplace=True)]
        x = F.max_pool2d(features[0], 3, 2, 1)
        for layer in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = layer(x)
            features.append(x)
        return features


class UnetBlock(nn.Module):
    def __init__(self, channels, skip, out):
        super().__init__()
        self.conv1 = conv_norm_relu(channels + skip, out)
        self.conv2 = conv_norm_relu(out, out)

    def forward(self, x, skip):
        x = F.interpolate(x, scale_factor=2.0, mode="nearest")
        if skip is not None:
            x = torch.cat([x, skip], 1)
        return self.conv2(self.conv1(x))


class UnetDecoder(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [(512, 256, 256), (256, 128, 128), (128, 64, 64), (64, 64, 32), (32, 0, 16)]
        self.blocks = nn.ModuleList(UnetBlock(*size) for size in sizes)

    def forward(self, features):
        x = features[-1]
        for block, skip in zip(self.blocks, [*features[-2::-1], None]):
            x = block(x, skip)
        return x


class PatchEmbed(nn.Module):
    def __init__(self, channels, out, kernel, stride):
        super().__init__()
        self.proj = nn.Conv2d(channels, out, kernel, stride, kernel // 2)
        self.norm = nn.LayerNorm(out)

    def forward(self, x):
        x = self.proj(x)
        height, width = x.shape[2:]
        return self.norm(x.flatten(2).transpose(1, 2)), height, width


class Attention(nn.Module):
    def __init__(self, width, heads, reduction):
        super().__init__()
        self.heads = heads
        self.q = nn.Linear(width, width)
        self.kv = nn.Linear(width, 2 * width)
        self.proj = nn.Linear(width, width)
        self.sr = None
        if reduction > 1:
            self.sr = nn.Conv2d(width, width, reduction, reduction)
            self.norm = nn.LayerNorm(width)

    def forward(self, x, height, width):
        batch, tokens, channels = x.shape
        depth = channels // self.heads
        q = self.q(x).reshape(batch, tokens, self.heads, depth).transpose(1, 2)
        if self.sr is not None:
            x = self.sr(x.transpose(1, 2).reshape(batch, channels, height, width))
            x = self.norm(x.flatten(2).transpose(1, 2))
        k, v = self.kv(x).reshape(batch, -1, 2, self.heads, depth).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(-2, -1) * depth**-0.5).softmax(-1)
        return self.proj((weights @ v).transpose(1, 2).reshape(batch, tokens, channels))


class DepthwiseConv(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.dwconv = nn.Conv2d(width, width, 3, 1, 1, groups=width)

    def forward(self, x, height, width):
        batch, _, channels = x.shape
        return self.dwconv(x.transpose(1, 2).reshape(batch, channels, height, width)).flatten(2).transpose(1, 2)


class MixFeedForward(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc1 = nn.Linear(width, 4 * width)
        self.dwconv = DepthwiseConv(4 * width)
        self.fc2 = nn.Linear(4 * width, width)

    def forward(self, x, height, width):
        return self.fc2(F.gelu(self.dwconv(self.fc1(x), height, width)))


class TransformerBlock(nn.Module):
    def __init__(self, width, heads, reduction, drop):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.attn = Attention(width, heads, reduction)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp = MixFeedForward(width)
        self.drop = drop

    def path(self, x):
        if not self.training or self.drop == 0:
            return x
        kept = torch.empty(len(x), 1, 1).bernoulli_(1 - self.drop)
        return x * (kept / (1 - self.drop))

    def forward(self, x, height, width):
        x = x + self.path(self.attn(self.norm1(x), height, width))
        return x + self.path(self.mlp(self.norm2(x), height, width))


class MixTransformerB0(nn.Module):
    STAGES = [(32, 1, 8, 7, 4), (64, 2, 4, 3, 2), (160, 5, 2, 3, 2), (256, 8, 1, 3, 2)]

    def __init__(self):
        super().__init__()
        channels = 3
        for i, (width, heads, reduction, kernel, stride) in enumerate(self.STAGES):
            drops = [0.1 * (2 * i + j) / 7 for j in range(2)]
            self.add_module(f"patch_embed{i + 1}", PatchEmbed(channels, width, kernel, stride))
            self.add_module(f"block{i + 1}", nn.ModuleList(TransformerBlock(width, heads, reduction, d) for d in drops))
            self.add_module(f"norm{i + 1}", nn.LayerNorm(width, eps=1e-6))
            channels = width

    def forward(self, x):
        features = []
        for i in range(1, 5):
            x, height, width = getattr(self, f"patch_embed{i}")(x)
            for block in getattr(self, f"block{i}"):
                x = block(x, height, width)
            x = getattr(self, f"norm{i}")(x)
            x = x.transpose(1, 2).reshape(len(x), -1, height, width)
            features.append(x)
        return features


class Projection(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.linear = nn.Linear(width, 256)

    def forward(self, x):
        height, width = x.shape[2:]
        return self.linear(x.flatten(2).transpose(1, 2)).transpose(1, 2).reshape(len(x), -1, height, width)


class SegformerDecoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp_stage = nn.ModuleList(Projection(width) for width in (256, 160, 64, 32))
        self.fuse_stage = nn.Sequential(nn.Conv2d(1024, 256, 1, bias=False), nn.BatchNorm2d(256), nn.ReLU())

    def forward(self, features):
        size = features[0].shape[2:]
        maps = [
            F.interpolate(stage(feature), size=size, mode="bilinear", align_corners=False)
            for stage, feature in zip(self.mlp_stage, reversed(features))
        ]
        return self.fuse_stage(torch.cat(maps, 1))


class SameConv(nn.Conv2d):
    """Pads as TensorFlow does: if the padding is odd, the extra pixel is on the right or at the bottom."""

    def forward(self, x):
        (kernel, _), (stride, _) = self.kernel_size, self.stride
        pads = [max((-(-size // stride) - 1) * stride + kernel - size, 0) for size in x.shape[:1:-1]]
        return super().forward(F.pad(x, [side for pad in pads for side in (pad // 2, pad - pad // 2)]))


def lite_conv(channels, out, kernel, stride, groups=1):
    if stride == 1:
        return nn.Conv2d(channels, out, kernel, 1, kernel // 2, groups=groups, bias=False)
    return SameConv(channels, out, kernel, stride, groups=groups, bias=False)


class LiteBlock(nn.Module):
    def __init__(self, channels, out, kernel, stride, expansion):
        super().__init__()
        self.expands = expansion > 1
        self.adds = stride == 1 and channels == out
        wide = channels * expansion
        names = ("conv_dw", "bn1", "conv_pw", "bn2")
        if self.expands:
            self.conv_pw = nn.Conv2d(channels, wide, 1, bias=False)
            self.bn1 = nn.BatchNorm2d(wide, eps=1e-3)
            names = ("conv_dw", "bn2", "conv_pwl", "bn3")
        self.names = names
        self.add_module(names[0], lite_conv(wide, wide, kernel, stride, wide))
        self.add_module(names[1], nn.BatchNorm2d(wide, eps=1e-3))
        self.add_module(names[2], nn.Conv2d(wide, out, 1, bias=False))
        self.add_module(names[3], nn.BatchNorm2d(out, eps=1e-3))

    def forward(self, x):
        y = F.relu6(self.bn1(self.conv_pw(x)), inplace=True) if self.expands else x
        depthwise, norm, project, last = (getattr(self, name) for name in self.names)
        y = last(project(F.relu6(norm(depthwise(y)), inplace=True)))
        return x + y if self.adds else y


class EfficientNetLite0(nn.Module):
    STAGES = [(3, 1, 1, 16, 1), (3, 2, 6, 24, 2), (5, 2, 6, 40, 2), (3, 2, 6, 80, 3), (5, 1, 6, 112, 3), (5, 2, 6, 192, 4), (3, 1, 6, 320, 1)]

    def __init__(self):
        super().__init__()
        self.model = nn.Module()
        self.model.conv_stem = lite_conv(3, 32, 3, 2)
        self.model.bn1 = nn.BatchNorm2d(32, eps=1e-3)
        stages, channels = [], 32
        for kernel, stride, expansion, out, count in self.STAGES:
            blocks = []
            for i in range(count):
                blocks.append(LiteBlock(channels, out, kernel, stride if i == 0 else 1, expansion))
                channels = out
            stages.append(nn.Sequential(*blocks))
        self.model.blocks = nn.ModuleList(stages)

    def forward(self, x):
        x = F.relu6(self.model.bn1(self.model.conv_stem(x)), inplace=True)
        features = []
        for stage in self.model.blocks:
            x = stage(x)
            features.append(x)
        return [features[i] for i in (1, 2, 4, 6)]  # strides 4, 8, 16 and 32


def projected(channels, out):
    return nn.Sequential(nn.Conv2d(channels, out, 1, bias=False), nn.BatchNorm2d(out))


class SeparableBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.dw = nn.Sequential(nn.Conv2d(channels, channels, 5, 1, 2, groups=channels, bias=False), nn.BatchNorm2d(channels))
        self.pw = projected(channels, channels)

    def forward(self, x):
        return x + self.pw(F.relu6(self.dw(x), inplace=True))


class EdgeFpnDecoder(nn.Module):
    LEVELS = [(5, 320, 96), (4, 112, 96), (3, 40, 64), (2, 24, 48)]

    def __init__(self):
        super().__init__()
        coarser = None
        for number, channels, out in self.LEVELS:
            level = nn.Module()
            level.lateral = projected(channels, out)
            if coarser not in (None, out):
                level.reduce = projected(coarser, out)
            if number > 2:
                level.blocks = nn.Sequential(SeparableBlock(out), SeparableBlock(out))
            else:
                level.fuse = nn.Sequential(nn.Conv2d(out, out, 3, padding=1, bias=False), nn.BatchNorm2d(out))
            if number == 5:
                level.mean = nn.Module()
                level.mean.project = nn.Conv2d(out, out, 1)
            self.add_module(f"p{number}", level)
            coarser = out

    def forward(self, features):
        x = self.p5.blocks(F.relu6(self.p5.lateral(features[3]), inplace=True))
        x = x + self.p5.mean.project(x.mean((2, 3), keepdim=True))
        for level, feature in ((self.p4, features[2]), (self.p3, features[1]), (self.p2, features[0])):
            x = level.reduce(x) if hasattr(level, "reduce") else x
            x = F.interpolate(x, scale_factor=2.0, mode="nearest") + level.lateral(feature)
            x = level.blocks(x) if hasattr(level, "blocks") else F.relu6(level.fuse(x), inplace=True)
        return x


class Network(nn.Module):
    def __init__(self, encoder, decoder, head):
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder
        self.segmentation_head = head

    def forward(self, x):
        return self.segmentation_head(self.decoder(self.encoder(x)))


def build(name, classes):
    if name == "unet-resnet18":
        return Network(ResNet18(), UnetDecoder(), nn.Sequential(nn.Conv2d(16, classes, 3, padding=1)))
    if name == "edgefpn-efficientnet_lite0":
        enlarging = nn.Upsample(scale_factor=4, mode="bilinear", align_corners=False)
        return Network(EfficientNetLite0(), EdgeFpnDecoder(), nn.Sequential(nn.Conv2d(48, classes, 1), enlarging))
    upsampling = nn.UpsamplingBilinear2d(scale_factor=4)  # has align_corners=True, as in the peer
    return Network(MixTransformerB0(), SegformerDecoder(), nn.Sequential(nn.Conv2d(256, classes, 1), upsampling))


def read_safetensors(path):
    types = {"F32": torch.float32, "I64": torch.int64}
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    tensors = {}
    for key, entry in header.items():
        if key != "__metadata__":
            start, end = entry["data_offsets"]
            values = torch.frombuffer(bytearray(data[start:end]), dtype=types[entry["dtype"]])
            tensors[key] = values.reshape(entry["shape"])
    return tensors


def dice(logits, labels):
    """The mean of 1 - Dice over all classes, each over the whole batch; a class that is not in the batch adds 0."""
    shares = logits.softmax(1).transpose(0, 1).flatten(1)
    truth = F.one_hot(labels, logits.shape[1]).permute(3, 0, 1, 2).flatten(1).to(shares.dtype)
    scores = 2 * (shares * truth).sum(1) / (shares + truth).sum(1).clamp_min(1e-7)
    return ((1 - scores) * (truth.sum(1) > 0)).mean()


def measure(network, arguments):
    whole = arguments.recipe == "whole"
    images = torch.randn(arguments.batch, 3, 224, 224)
    labels = torch.randint(0, CLASSES, (arguments.batch, 224, 224))
    if arguments.channels_last:
        network = network.to(memory_format=torch.channels_last)
        images = images.contiguous(memory_format=torch.channels_last)
    network.train()
    average = copy.deepcopy(network)
    optimiser = torch.optim.AdamW(network.parameters(), 1e-3)
    times = []
    for _ in range(arguments.steps):
        begin = time.perf_counter()
        optimiser.zero_grad()
        logits = network(images)
        loss = F.cross_entropy(logits, labels)
        if whole:
            loss = loss + dice(logits, labels)
        loss.backward()
        if whole:
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        if whole:
            with torch.no_grad():
                for old, new in zip(average.parameters(), network.parameters()):
                    old.lerp_(new, 0.002)
        times.append(time.perf_counter() - begin)
    times = times[arguments.steps // 4 :]
    print(f"PyTorch {torch.__version__}, {arguments.network}, {arguments.recipe} recipe{', channels-last' if arguments.channels_last else ''}, "
          f"{arguments.threads} threads: median {statistics.median(times):.2f} s, min {min(times):.2f} s of {len(times)} steps of {arguments.batch} pictures; loss {loss.item():.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", choices=["unet-resnet18", "segformer-mit_b0", "edgefpn-efficientnet_lite0"])
    parser.add_argument("--recipe", choices=["plain", "whole"], default="whole",
                        help="plain: cross-entropy and AdamW; whole: also Dice, gradient clipping by norm and an average of the weights")
    parser.add_argument("--channels-last", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--weights", help="a .safetensors file to load strictly")
    parser.add_argument("--export", help="writes ONNX here instead of measuring")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    weights = read_safetensors(arguments.weights) if arguments.weights else None
    classes = len(weights["segmentation_head.0.bias"]) if weights else CLASSES
    network = build(arguments.network, classes)
    if weights:
        network.load_state_dict(weights, strict=True)
        print(f"{arguments.weights}: {len(weights)} tensors loaded")
    if arguments.export:
        axes = {0: "batch", 2: "height", 3: "width"}
        torch.onnx.export(network.eval(), torch.randn(1, 3, 224, 224), arguments.export, opset_version=14,
                          input_names=["input"], output_names=["logits"], dynamic_axes={"input": axes, "logits": axes})
    else:
        measure(network, arguments)


if __name__ == "__main__":
    main()
