/** A line for a shell that writes `file` anew in a format that is read; the programs need Python with the named packages. */
function line(packages: string, program: string, file: string, extension: string): string {
  const target = file.replace(/(\.[^./\\]*)?$/, extension)
  return `Convert it (Python with ${packages}): python -c "${program}" ${quoted(file)} ${quoted(target)}`
}

const quoted = (file: string) =>
  /^[\w@%+=:,./\\-]+$/.test(file) ? file : `'${file.replaceAll("'", `'\\''`)}'`

/** Of a pickle as PyTorch writes it: a state dict, or a checkpoint that holds one. Opened so that it can run no program. */
export const fromTorch = (file: string) =>
  line(
    'torch and safetensors',
    [
      'import sys, torch, safetensors.torch as s',
      "d = torch.load(sys.argv[1], map_location='cpu', weights_only=True)",
      "d = next((d[k] for k in ('state_dict', 'model_state_dict', 'model') if isinstance(d.get(k), dict)), d)",
      's.save_file({k: v.clone().contiguous() for k, v in d.items() if torch.is_tensor(v)}, sys.argv[2])',
    ].join('; '),
    file,
    '.safetensors',
  )

/** Of a network that was saved with its program. */
export const fromTorchScript = (file: string) =>
  line(
    'torch and safetensors',
    [
      'import sys, torch, safetensors.torch as s',
      "d = torch.jit.load(sys.argv[1], map_location='cpu').state_dict()",
      's.save_file({k: v.clone().contiguous() for k, v in d.items()}, sys.argv[2])',
    ].join('; '),
    file,
    '.safetensors',
  )

/** Of a `.npz` archive. */
export const fromNumpy = (file: string) =>
  line(
    'numpy and safetensors',
    'import sys, numpy, safetensors.numpy as s; s.save_file(dict(numpy.load(sys.argv[1])), sys.argv[2])',
    file,
    '.safetensors',
  )

/** Of the list of a file in parts. */
export const fromParts = (file: string) =>
  line(
    'numpy and safetensors',
    [
      'import sys, json, pathlib, safetensors.numpy as s',
      'p = pathlib.Path(sys.argv[1])',
      "parts = set(json.loads(p.read_text())['weight_map'].values())",
      's.save_file({k: v for part in parts for k, v in s.load_file(p.parent / part).items()}, sys.argv[2])',
    ].join('; '),
    file,
    '.whole.safetensors',
  )

/** Of a safetensors file whose numbers are of another kind. */
export const toFloat32 = (file: string) =>
  line(
    'torch and safetensors',
    'import sys, torch, safetensors.torch as s; s.save_file({k: v.to(torch.float32) for k, v in s.load_file(sys.argv[1]).items()}, sys.argv[2])',
    file,
    '.float32.safetensors',
  )

/** Where the file cannot be converted, but the network that it was made from is in somebody's hands. */
export const fromNetwork =
  'Save the weights of the network that it was made from: safetensors.torch.save_file(model.state_dict(), "weights.safetensors"), or in Keras model.save_weights("model.weights.h5").'
