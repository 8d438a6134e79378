package dev.maskwright.server.kserve;

import java.util.List;

/**
 * A request to infer, whichever way it came.
 *
 * @param model its name
 * @param version which it must have; empty for any
 * @param id given back with the answer
 * @param outputs the names of those that are wanted; empty for the usual ones
 * @param atNetworkSize whether masks are to have the network's size and not the picture's: the parameter {@code size}
 */
record InferRequest(
        String model, String version, String id, List<Tensor> inputs, List<String> outputs, boolean atNetworkSize) {

    /** The parameter that says what size masks have. */
    static final String SIZE = "size";

    /** Its value for the network's. */
    static final String NETWORK = "network";
}
