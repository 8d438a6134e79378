package dev.maskwright.models.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.models.zoo.Architectures;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class NetworkTest {

    @Test
    void stochasticDepthKeepsItsProportions() {
        Network network = Architectures.build("segformer-mit_b0", 3, 2);
        assertEquals(0.1f, StochasticDepth.largest(network));
        assertSame(network, StochasticDepth.withLargest(network, 0.1f));
        Network deeper = StochasticDepth.withLargest(network, 0.3f);
        assertEquals(0.3f, StochasticDepth.largest(deeper));
        assertEquals(0, StochasticDepth.largest(StochasticDepth.withLargest(network, 0)));
        assertEquals(network.parameters(), deeper.parameters());
        Network without = Architectures.build("unet-resnet18", 3, 2);
        assertSame(without, StochasticDepth.withLargest(without, 0.3f));
    }

    @Test
    void valuesAreReleasedAfterTheirLastReaderAndOnlyOnce() {
        NetworkBuilder net = NetworkBuilder.create();
        Value image = NetworkBuilder.input(2, 1);
        Value a = net.conv("a", image, 2, 1, 1);
        Value b = net.relu("b", a);
        Value sum = net.sum("sum", a, b); // the last that reads a and b
        Value twice = net.sum("twice", sum, sum);
        Network network = net.build("test", 2, 1, net.relu("end", twice));
        List<Object> released = new ArrayList<>();
        List<Object> given = new ArrayList<>();
        Object result = network.run(newObjects(given), "image", released::add);
        assertEquals(given.get(4), result);
        assertEquals(Set.copyOf(given.subList(0, 4)), Set.copyOf(released));
        assertEquals(4, released.size());
    }

    @Test
    void valueThatIsHandedOnLivesAsLongAsItsLastName() {
        NetworkBuilder net = NetworkBuilder.create();
        Value a = net.relu("a", NetworkBuilder.input(2, 1));
        Value same = net.add("drop_path", new Layer.Dropout(Layer.Dropout.Unit.IMAGE, 0.1f), a);
        Network network = net.build("test", 2, 1, net.relu("end", same));
        List<Object> released = new ArrayList<>();
        List<Object> given = new ArrayList<>();
        network.run(newObjects(given), "image", released::add);
        assertEquals(given.subList(0, 1), released);
    }

    @Test
    void inputAndResultAreNeverReleased() {
        NetworkBuilder net = NetworkBuilder.create();
        Value image = NetworkBuilder.input(2, 1);
        Value a = net.relu("a", image);
        net.relu("after", a);
        List<Object> released = new ArrayList<>();
        net.build("test", 2, 1, a).run(newObjects(new ArrayList<>()), "image", released::add);
        assertEquals(List.of(), released);
    }

    @Test
    void aRunBeginsWithWhatIsKnownAndLeavesOutWhatIsNotNeeded() {
        NetworkBuilder net = NetworkBuilder.create();
        Value image = NetworkBuilder.input(2, 1);
        Value encoded = net.relu("encoded", net.relu("before", image));
        Value head = net.sum("head", encoded, net.relu("beside", encoded));
        Network network = net.build("test", 2, 1, net.relu("end", head));
        List<Object> given = new ArrayList<>();
        List<Object> released = new ArrayList<>();
        Object result = network.run(newObjects(given), Map.of("encoded", "known"), "head", released::add);
        assertEquals(2, given.size()); // beside and head, neither what comes before nor the end
        assertEquals(given.get(1), result);
        assertEquals(given.subList(0, 1), released);
        String fault = assertThrows(
                        IllegalArgumentException.class,
                        () -> network.run(newObjects(given), Map.of("head", "known"), "beside", unused -> {}))
                .getMessage();
        assertEquals("beside needs [input], which test does not compute and the caller does not give", fault);
    }

    @Test
    void twoNodesOfOneNameAreRefused() {
        NetworkBuilder net = NetworkBuilder.create();
        Value image = NetworkBuilder.input(3, 1);
        Value twin = net.relu("twin", net.relu("twin", image));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> net.build("test", 3, 1, twin));
        assertEquals("two nodes are called twin; names must be unique", refused.getMessage());
    }

    @Test
    void nodeThatReadsALaterOneIsRefused() {
        List<Node> nodes = List.of(
                new Node("a", new Layer.Relu(), List.of("b")), new Node("b", new Layer.Relu(), List.of(Network.INPUT)));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new Network("test", 3, 3, 1, nodes, "b"));
        assertEquals("node a reads [b], but only nodes before it and 'input' can be read", refused.getMessage());
    }

    @Test
    void unknownArchitectureIsRefusedWithThoseThatExist() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Architectures.build("unet", 3, 2));
        assertEquals(
                "no architecture is called 'unet'; the architectures are " + Architectures.ids(), refused.getMessage());
    }

    @Test
    void deepLabOnAnEncoderThatCannotBeDilatedIsRefusedWithTheReason() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Architectures.build("deeplabv3plus-mit_b0", 3, 2));
        assertEquals(
                "deeplabv3plus-mit_b0 cannot be built: deeplabv3plus dilates its encoder, "
                        + "and a Mix Transformer cannot be dilated; take a ResNet or an EfficientNet-Lite",
                refused.getMessage());
    }

    @Test
    void keysOfAllParametersDiffer() {
        for (String id : Architectures.ids()) {
            List<String> keys = Architectures.build(id, 4, 3).parameters().stream()
                    .map(Parameter::key)
                    .toList();
            assertEquals(keys.size(), new HashSet<>(keys).size(), id);
            assertTrue(keys.size() > 20, id);
        }
    }

    /** Rules that give a new object for each node; the layer that does nothing hands its input on. */
    @SuppressWarnings("unchecked")
    private static LayerRules<Object> newObjects(List<Object> given) {
        return (LayerRules<Object>) Proxy.newProxyInstance(
                NetworkTest.class.getClassLoader(), new Class<?>[] {LayerRules.class}, (proxy, rule, arguments) -> {
                    if (rule.getName().equals("dropout")) {
                        return arguments[2];
                    }
                    given.add(new Object());
                    return given.get(given.size() - 1);
                });
    }
}
