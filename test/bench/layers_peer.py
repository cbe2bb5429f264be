"""Seconds of one training step (forward, gradient of input and of filter) of one convolution in PyTorch.

    python layers_peer.py '{"size": 56, "kernel": 3, "channels": 64, "filters": 64, "depthwise": false}' BATCH THREADS

Prints the median of as many steps as fit in two seconds, at least five. Needs: torch.
"""
import json
import statistics
import sys
import time

import torch

shape, batch, threads = json.loads(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)
groups = shape["channels"] if shape["depthwise"] else 1
x = torch.randn(batch, shape["channels"], shape["size"], shape["size"], requires_grad=True)
w = torch.randn(shape["filters"], shape["channels"] // groups, shape["kernel"], shape["kernel"], requires_grad=True)
dy = torch.randn(batch, shape["filters"], shape["size"], shape["size"])


def step():
    x.grad = w.grad = None
    torch.nn.functional.conv2d(x, w, padding=shape["kernel"] // 2, groups=groups).backward(dy)


step()
times, begun = [], time.perf_counter()
while len(times) < 5 or time.perf_counter() - begun < 2:
    before = time.perf_counter()
    step()
    times.append(time.perf_counter() - before)
print(statistics.median(times))
