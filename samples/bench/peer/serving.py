"""The default model in other model servers, for `samples/bench/run server peer`. Run `serving.py litserve PORT
WORKERS`, or let MLServer load MlserverModel.

Takes pictures and returns masks as the edge server does: decode, resize to the network's size, run ONNX Runtime with
one thread, enlarge the logits to the picture's size, take the class of each pixel's largest logit, write an indexed
PNG. SERVING_MODEL names the model file, one of this project's with logits. Needs onnxruntime, numpy, pillow, and
litserve or mlserver.
"""

import base64
import io
import json
import os
import sys

import numpy as np
import onnxruntime
from PIL import Image


class Segmenter:
    def __init__(self):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            os.environ["SERVING_MODEL"], options, providers=["CPUExecutionProvider"]
        )
        card = json.loads(self.session.get_modelmeta().custom_metadata_map["maskwright.card"])
        self.size = (card["input"]["width"], card["input"]["height"])
        self.input = self.session.get_inputs()[0].name
        self.palette = b"".join(bytes.fromhex(label["colour"].lstrip("#")) for label in card["classes"])

    def png(self, picture):
        image = Image.open(io.BytesIO(picture)).convert("RGB")
        pixels = np.asarray(image.resize(self.size, Image.BILINEAR))[None]
        logits = self.session.run(None, {self.input: pixels})[0][0]  # (classes, height / 4, width / 4)
        planes = [np.asarray(Image.fromarray(plane).resize(image.size, Image.BILINEAR)) for plane in logits]
        mask = Image.fromarray(np.argmax(np.stack(planes), axis=0).astype(np.uint8))
        mask.putpalette(self.palette)
        out = io.BytesIO()
        mask.save(out, "PNG")
        return out.getvalue()


try:
    import litserve
    from fastapi import Request, Response

    class LitserveModel(litserve.LitAPI):
        def setup(self, device):
            self.segmenter = Segmenter()

        def decode_request(self, request: Request):
            return request["content"].file.read()

        def predict(self, picture):
            return self.segmenter.png(picture)

        def encode_response(self, png):
            return Response(content=png, media_type="image/png")

except ImportError:
    pass

try:
    from mlserver import MLModel
    from mlserver.codecs import StringCodec
    from mlserver.types import InferenceResponse

    class MlserverModel(MLModel):
        async def load(self):
            self.segmenter = Segmenter()
            return True

        async def predict(self, payload):
            picture = base64.b64decode(StringCodec.decode_input(payload.inputs[0])[0])
            png = base64.b64encode(self.segmenter.png(picture)).decode()
            return InferenceResponse(
                model_name=self.name, outputs=[StringCodec.encode_output("mask", [png])]
            )

except ImportError:
    pass


if __name__ == "__main__" and sys.argv[1] == "litserve":
    server = litserve.LitServer(LitserveModel(), accelerator="cpu", workers_per_device=int(sys.argv[3]))
    server.run(host="127.0.0.1", port=int(sys.argv[2]), generate_client_file=False)
