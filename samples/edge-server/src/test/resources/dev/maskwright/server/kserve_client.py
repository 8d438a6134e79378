"""Speaks KServe v2 to a server by Triton's client, over HTTP and gRPC: kserve_client.py HTTP GRPC MODEL PICTURE.

Prints one line of JSON; ends with an error where an answer is not as it must be.
"""

import json
import sys

import numpy as np
import tritonclient.grpc as grpc
import tritonclient.http as http
from tritonclient.utils import InferenceServerException

http_address, grpc_address, model, picture_file = sys.argv[1:]
picture = np.fromfile(picture_file, dtype=np.uint8).tobytes()


def image_input(api):
    tensor = api.InferInput("image", [1], "BYTES")
    tensor.set_data_from_numpy(np.array([picture], dtype=np.object_))
    return tensor


def pixels_input(api, pixels, binary):
    tensor = api.InferInput("pixels", list(pixels.shape), "UINT8")
    if api is http:
        tensor.set_data_from_numpy(pixels, binary_data=binary)
    else:
        tensor.set_data_from_numpy(pixels)
    return tensor


def check(client, api):
    assert client.is_server_live() and client.is_server_ready()
    assert client.is_model_ready(model)
    assert not client.is_model_ready("no-such-model")
    as_json = {} if api is http else {"as_json": True}
    assert client.get_server_metadata(**as_json)["name"] == "maskwright"
    metadata = client.get_model_metadata(model, **as_json)
    names = [port["name"] for port in metadata["inputs"] + metadata["outputs"]]
    assert names[:4] == ["image", "pixels", "mask", "confidence"], names
    index = client.get_model_repository_index(**as_json)
    models = index if api is http else index["models"]
    assert [entry["state"] for entry in models if entry["name"] == model] == ["READY"], models

    result = client.infer(model, [image_input(api)], request_id="42")
    mask = result.as_numpy("mask")
    confidence = result.as_numpy("confidence")
    assert mask.shape == confidence.shape and mask.dtype == np.uint8, mask.shape

    _, height, width = mask.shape
    pixels = np.random.default_rng(7).integers(0, 256, (2, height, width, 3), dtype=np.uint8)
    small = client.infer(
        model,
        [pixels_input(api, pixels, True)],
        outputs=[api.InferRequestedOutput("mask")],
        parameters={"size": "network"},
    )
    assert small.as_numpy("mask").shape[0] == 2
    assert small.as_numpy("confidence") is None
    if api is http:
        tiny = np.ascontiguousarray(pixels[:, :8, :8])
        plain = client.infer(
            model,
            [pixels_input(api, tiny, False)],
            outputs=[api.InferRequestedOutput("mask", binary_data=False)],
        )
        binary = client.infer(model, [pixels_input(api, tiny, True)])
        assert np.array_equal(plain.as_numpy("mask"), binary.as_numpy("mask"))

    for wrong in ("no-such-model", model):
        try:
            client.infer(wrong, [pixels_input(api, pixels[..., :2].copy(), True)])
        except InferenceServerException as refused:
            assert "no-such-model" in str(refused) or "pixels" in str(refused), refused
        else:
            raise AssertionError("a wrong request was answered")

    client.load_model(model)
    assert client.is_model_ready(model)
    return mask


over_http = check(http.InferenceServerClient(http_address), http)
over_grpc = check(grpc.InferenceServerClient(grpc_address), grpc)
assert np.array_equal(over_http, over_grpc)

streamed = []
with grpc.InferenceServerClient(grpc_address) as client:
    client.start_stream(callback=lambda result, error: streamed.append((result, error)))
    for number in range(5):
        client.async_stream_infer(model, [image_input(grpc)], request_id=str(number))
    client.stop_stream()
assert len(streamed) == 5 and all(error is None for _, error in streamed), streamed
assert [result.get_response().id for result, _ in streamed] == ["0", "1", "2", "3", "4"]

ids, counts = np.unique(over_http, return_counts=True)
areas = {int(i): int(n) for i, n in zip(ids, counts)}
print(json.dumps({"shape": list(over_http.shape), "areas": areas}))
