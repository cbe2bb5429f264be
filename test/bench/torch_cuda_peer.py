"""torch_peer.py on a CUDA device, with the same arguments: images, activations and weights live on the GPU.

TORCH_PEER names torch_peer.py. Without a GPU it runs on the processor, as torch_peer.py does by itself.
"""
import importlib.util
import os

import torch

spec = importlib.util.spec_from_file_location("torch_peer", os.environ["TORCH_PEER"])
peer = importlib.util.module_from_spec(spec)
spec.loader.exec_module(peer)

if torch.cuda.is_available():
    torch.set_default_device("cuda")

    class ImagesOnGpu(peer.Images):
        def __init__(self, work, keep_decoded):
            super().__init__(work, keep_decoded)
            if self.pixels is not None:
                self.pixels = self.pixels.cuda()

    peer.Images = ImagesOnGpu

peer.main()
