package dev.maskwright.server.kserve;

import java.util.List;

/**
 * An inference request, from any protocol.
 *
 * @param model its name
 * @param version required version; empty for any
 * @param id returned with the answer
 * @param outputs the names of the requested outputs; empty for the usual ones
 * @param atNetworkSize whether masks have the network's size instead of the picture's: the parameter {@code size}
 */
record InferRequest(
        String model, String version, String id, List<Tensor> inputs, List<String> outputs, boolean atNetworkSize) {

    /** The parameter for the size of masks. */
    static final String SIZE = "size";

    /** Its value for the network's size. */
    static final String NETWORK = "network";
}
