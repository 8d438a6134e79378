package dev.maskwright.models.graph;

import java.util.List;

/**
 * What each kind of layer means to one interpreter of a network: shapes, an engine's arrays, the names of ONNX values.
 *
 * @param <R> what a value of the network is to this interpreter
 */
public interface LayerRules<R> {

    R conv(Node node, Layer.Conv layer, R x);

    R convTranspose(Node node, Layer.ConvTranspose layer, R x);

    R enlargedConv(Node node, Layer.EnlargedConv layer, R x);

    R batchNorm(Node node, Layer.BatchNorm layer, R x);

    R layerNorm(Node node, Layer.LayerNorm layer, R x);

    R rmsNorm(Node node, Layer.RmsNorm layer, R x);

    R groupNorm(Node node, Layer.GroupNorm layer, R x);

    R linear(Node node, Layer.Linear layer, R x);

    R packedProjection(Node node, Layer.PackedProjection layer, R queries, R keysAndValues);

    R positionEmbedding(Node node, Layer.PositionEmbedding layer, R x);

    R relu(Node node, R x);

    R relu6(Node node, R x);

    R gelu(Node node, R x);

    R maxPool(Node node, Layer.MaxPool layer, R x);

    R meanPool(Node node, R x);

    R resize(Node node, Layer.Resize layer, R x);

    R resizeLike(Node node, Layer.ResizeLike layer, R x, R like);

    R concat(Node node, List<R> xs);

    R add(Node node, R x, R y);

    R mapToTokens(Node node, R x);

    R tokensToMap(Node node, R x, R like);

    R splitHeads(Node node, Layer.SplitHeads layer, R x);

    R mergeHeads(Node node, R x);

    R mapToHeads(Node node, Layer.MapToHeads layer, R x);

    R headsToMap(Node node, R x, R like);

    R slice(Node node, Layer.Slice layer, R x);

    R scores(Node node, Layer.AttentionScores layer, R queries, R keys);

    R softmax(Node node, R x);

    R matMul(Node node, Layer.MatMul layer, R x, R y);

    R dropout(Node node, Layer.Dropout layer, R x);
}
