#!/bin/sh
# Nightsweep from its own folder, wherever that lies: `nightsweep run photos.yaml`, or `nightsweep --node FILE` for a script.
here=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd)
# A machine's own Vulkan loader first; ours where it has none.
export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$here/lib"
# In containers NVIDIA's driver may lie where no loader looks for it.
nvidia=/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json
if [ -z "$VK_DRIVER_FILES$VK_ICD_FILENAMES" ] && [ -f "$nvidia" ]; then export VK_DRIVER_FILES="$nvidia"; fi
export PATH="$here:$PATH"
if [ "$1" = --node ]; then shift; exec "$here/node" "$@"; fi
exec "$here/node" "$here/dist/cli.js" "$@"
