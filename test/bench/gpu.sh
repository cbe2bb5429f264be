#!/bin/bash
# Nightsweep on a GPU: which adapter, whether kernels, gradients and fine-tuning are right on it, how fast they are, and
# the same sweep on photos in PyTorch where there is one. Each step has its own time; one that fails hides no other.
#
#   test/bench/gpu.sh --data DIR --weights FILE.safetensors --out DIR [--torch-peer torch_peer.py] [--steps "list …"]
#                     [--configs 12] [--epochs 8] [--depth 4] [--limit IMAGES_PER_CLASS] [--size 160] [--k 5] [--scale 1]
#                     [--backbones MobileNetV2-0.35,MobileNetV3Small]
#
# Runs in the project's folder, or in the portable archive's with its Node. Everything found is in DIR/gpu.json.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit
data='' weights='' out='' peer='' configs=12 epochs=8 depth=4 limit='' size=160 k=5 scale=1 backbones=''
steps='machine adapter list contracts heads depths sweep filter bench'
while [ $# -gt 1 ]; do
  case "$1" in
    --data) data=$2 ;; --weights) weights=$2 ;; --out) out=$2 ;; --torch-peer) peer=$2 ;; --steps) steps=$2 ;;
    --configs) configs=$2 ;; --epochs) epochs=$2 ;; --depth) depth=$2 ;; --limit) limit=$2 ;; --size) size=$2 ;;
    --k) k=$2 ;; --scale) scale=$2 ;; --backbones) backbones=$2 ;;
    *) echo "unknown option $1"; exit 2 ;;
  esac
  shift 2
done
[ -n "$data" ] && [ -n "$weights" ] && [ -n "$out" ] || { sed -n 5,9p "$0"; exit 2; }
mkdir -p "$out" && : > "$out/steps.ndjson"
if [ -x ./nightsweep ]; then node=(./nightsweep --node); else node=(node); fi
cli=("${node[@]}" dist/cli.js)
runs=$(mktemp -d)

# step NAME SECONDS COMMAND…: at most so long (times --scale), what it prints to DIR/NAME.log
step() {
  local name=$1 seconds=$(($2 * scale)) begun=$EPOCHREALTIME
  shift 2
  timeout -k 5 "$seconds" "$@" > "$out/$name.log" 2>&1
  local rc=$? took
  took=$("${node[@]}" -p "($EPOCHREALTIME - $begun).toFixed(1)")
  echo "{\"step\":\"$name\",\"exit\":$rc,\"seconds\":$took}" | tee -a "$out/steps.ndjson"
}

machine() {
  step machine 30 bash -c '
    nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader
    uname -r; echo "cores $(nproc)"; ldconfig -p | grep libvulkan
    ls /usr/local/nvidia/share/vulkan/icd.d /usr/share/vulkan/icd.d /etc/vulkan/icd.d
    python3 -c "import torch; print(\"torch\", torch.__version__, torch.cuda.is_available())"
    python3 -c "import tensorflow as t; print(\"tensorflow\", t.__version__)" 2>&1 | tail -1'
}
adapter() { step adapter 30 "${node[@]}" test/bench/gpu-adapter.mjs; }
list() { step list 60 "${cli[@]}" engine list --json; }

# They compute mostly on the processor, for comparison: side by side, and no speed is read off them.
contracts() {
  local part only=()
  [ -n "$backbones" ] && only=(--backbones "$backbones")
  for part in kernels fine-tuning keras; do
    step "$part" 100 "${node[@]}" dist-contracts/test/contracts/run.js webgpu --parts "$part" \
      --seconds $((80 * scale)) --json "$out/$part.json" "${only[@]}" &
  done
  wait
}

# beside PyTorch: the same configurations, folds and weights
against() {
  local name=$1 most=$2
  local args=(--data "$data" --weights "$weights" --size "$size" --k "$k" --engine webgpu --runs 1
    --configs "$configs" --epochs "$epochs" --max-depth "$most" --json "$out/$name.json")
  [ -n "$limit" ] && args+=(--limit "$limit")
  [ -n "$peer" ] && args+=(--peer test/bench/torch_cuda_peer.py)
  TORCH_PEER=$peer step "$name" 120 "${node[@]}" test/bench/peer.mjs "${args[@]}"
}
heads() { against heads 0; }
depths() { against depths "$depth"; }

sweep() {
  local begun
  ANTS_BEES=$data MOBILENET_V2=$weights step sweep 120 "${cli[@]}" run search-spaces/ants-bees.yaml --json \
    --engine webgpu --runs "$runs" --set "budget.trials=$configs" --set "data.imageSize=$size" --set "folds.k=$k"
  "${cli[@]}" leaderboard ants-bees --json --runs "$runs" > "$out/sweep.json" 2> /dev/null
}
filter() { step filter 60 "${node[@]}" test/bench/filter-gradient.mjs --runs 3 --json "$out/filter.json"; }
bench() { step bench 120 "${cli[@]}" engine bench --json --quick --engine webgpu; }

for each in $steps; do "$each"; done
"${node[@]}" test/bench/gpu-report.mjs "$out"
rm -rf "$runs"
