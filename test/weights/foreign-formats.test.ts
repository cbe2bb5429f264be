import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { fromNumpy, fromParts, fromTorch, fromTorchScript, toFloat32 } from '../../src/weights/conversions.ts'
import { formatOf } from '../../src/weights/format.ts'
import { weightsInZip } from '../../src/weights/keras-zip.ts'
import { readSafetensors } from '../../src/weights/safetensors.ts'
import { WeightProblem } from '../../src/weights/stored.ts'
import { temporaryFolder } from '../setup/images.ts'
import { withLongEnd, zip } from './zip.ts'

const filled = (text: string, at = 0, length = 600) => {
  const bytes = Buffer.alloc(length, 0x01)
  bytes.write(text, at, 'latin1')
  return bytes
}

/** What is brought in place of weights, how it is called, and the way on. */
const brought: readonly (readonly [string, Uint8Array, RegExp, RegExp])[] = [
  [
    'a pickle of PyTorch',
    filled('\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19'),
    /pickle \(\.pth/,
    /weights_only=True.*x\.pth .*x\.safetensors/,
  ],
  ['a pickle', filled('\x80\x04\x95'), /PyTorch did not write it/, /safetensors\.numpy/],
  ['GGUF', filled('GGUF\x03'), /it is a GGUF file/, /save_file\(model\.state_dict/],
  ['ONNX', filled('\x08\x08\x12\x07pytorch'), /it is an ONNX model/, /save_weights/],
  ['TensorFlow Lite', filled('TFL3', 4), /TensorFlow Lite/, /state_dict/],
  ['SavedModel', filled('\x08\x01\x12\x05saved_model'), /SavedModel/, /save_weights/],
  [
    'the index of a checkpoint',
    filled('\x57\xfb\x80\x8b\x24\x75\x47\xdb', 592),
    /checkpoint/,
    /save_weights/,
  ],
  ['tar', filled('ustar', 257), /tar archive/, /Unpack it/],
  ['gzip', filled('\x1f\x8b\x08'), /gzip/, /Unpack it/],
  ['a photo', filled('\xff\xd8\xff\xe0'), /JPEG/, /\.safetensors/],
  ['room for a download', Buffer.alloc(5000), /4\.9 KB of zeros/, /download it again/],
  ['nothing', Buffer.alloc(0), /is empty/, /again/],
  [
    'a web page',
    Buffer.from('<!DOCTYPE html><html><title> Sign in · Hub </title>'),
    /web page/,
    /file itself/,
  ],
  [
    'a pointer',
    Buffer.from('version https://git-lfs.github.com/spec/v1\nsize 14214848\n'),
    /LFS pointer, the weights of 13\.6 MB/,
    /git -C ".*" lfs pull --include "x\.pth"/,
  ],
  [
    'a list of parts',
    Buffer.from('{"metadata": {}, "weight_map": {"a": "1.safetensors"}}'),
    /several files/,
    /weight_map/,
  ],
  [
    'a layers model',
    Buffer.from('{"modelTopology": {}, "weightsManifest": []}'),
    /model\.json/,
    /backbone: LayersModel/,
  ],
  ['a message', Buffer.from('Not Found\n'), /text, not weights/, /again/],
]

test.each(brought)('%s is told as what it is, with the way on', (_, bytes, what, next) => {
  const read = () => formatOf(bytes, '/w/x.pth')
  expect(read).toThrow(WeightProblem)
  expect(read).toThrow(what)
  try {
    read()
  } catch (error) {
    expect(error instanceof WeightProblem ? error.next : '').toMatch(next)
  }
})

test.each([
  ['PyTorch', ['model/data.pkl', 'model/data/0'], /it is a PyTorch pickle/],
  ['TorchScript', ['m/data.pkl', 'm/code/__torch__/net.py', 'm/constants.pkl'], /TorchScript/],
  ['Keras', ['config.json', 'model.weights.h5'], undefined],
])('archives of %s with the records of long ones, as PyTorch writes them all', (_, names, problem) => {
  const bytes = withLongEnd(zip(names.map(name => ({ name, data: Buffer.from(name) }))))
  const read = () => weightsInZip(bytes, 100, '/w/x.pth')
  if (problem !== undefined) expect(read).toThrow(problem)
  else expect(Buffer.from(read()).toString()).toBe('model.weights.h5')
})

/** One with PyTorch and its like; without it the advice is only read. */
const python = process.env.NIGHTSWEEP_TEST_PYTHON

function has(...packages: string[]): boolean {
  if (python === undefined) return false
  try {
    execFileSync(python, ['-c', `import ${packages.join(', ')}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Does what the advice says, in a shell. */
function follow(advice: string): void {
  const [, command = ''] = /: python (-c .*)$/.exec(advice) ?? []
  execFileSync('/bin/sh', ['-c', `${python} ${command}`])
}

const run = (program: string, ...args: string[]) => execFileSync(python ?? '', ['-c', program, ...args])

describe('advice that is a line for a shell works when it is followed', () => {
  const folder = temporaryFolder()
  const file = (name: string) => path.join(folder, name)
  const names = (result: string) => [...readSafetensors(readFileSync(file(result)), result).keys()].sort()

  test.skipIf(!has('torch', 'safetensors')).each([
    ['a state dict', "{'a.weight': w, 'b.weight': w.T}", "it's plain.pth"],
    ['a checkpoint', "{'epoch': 3, 'state_dict': {'a.weight': w, 'b.weight': w}}", 'check point.tar'],
    ['one that ties two weights', "{'model': {'a.weight': w, 'b.weight': w}}", 'tied.pt'],
  ])('PyTorch: %s', (_, saved, name) => {
    run(
      `import sys, torch; w = torch.arange(6.).reshape(2, 3); torch.save(${saved}, sys.argv[1])`,
      file(name),
    )
    follow(fromTorch(file(name)))
    expect(() => weightsInZip(readFileSync(file(name)), 1e6, file(name))).toThrow(/it is a PyTorch pickle/)
    expect(names(name.replace(/\.\w+$/, '.safetensors'))).toEqual(['a.weight', 'b.weight'])
  })

  test.skipIf(!has('torch', 'safetensors'))('PyTorch before 1.6, and TorchScript', () => {
    run(
      'import sys, torch; torch.save({"a": torch.ones(2)}, sys.argv[1], _use_new_zipfile_serialization=False)',
      file('old.pt'),
    )
    expect(() => formatOf(readFileSync(file('old.pt')), file('old.pt'))).toThrow(/pickle \(\.pth/)
    follow(fromTorch(file('old.pt')))
    expect(names('old.safetensors')).toEqual(['a'])
    run(
      'import sys, torch; torch.jit.save(torch.jit.trace(torch.nn.Linear(2, 3), torch.ones(1, 2)), sys.argv[1])',
      file('script.pt'),
    )
    expect(() => weightsInZip(readFileSync(file('script.pt')), 1e6, '')).toThrow(/TorchScript/)
    follow(fromTorchScript(file('script.pt')))
    expect(names('script.safetensors')).toEqual(['bias', 'weight'])
  })

  test('NumPy, parts and other numbers', ({ skip }) => {
    skip(!has('numpy', 'safetensors'), 'Python with numpy and safetensors is not there')
    run("import sys, numpy; numpy.savez(sys.argv[1], a=numpy.ones((2, 3), 'float32'))", file('some.npz'))
    follow(fromNumpy(file('some.npz')))
    expect(names('some.safetensors')).toEqual(['a'])
    for (const part of ['one', 'two'])
      run(
        "import sys, numpy, safetensors.numpy as s; s.save_file({sys.argv[2]: numpy.ones(3, 'int32')}, sys.argv[1])",
        file(`${part}.safetensors`),
        part,
      )
    writeFileSync(
      file('index.json'),
      JSON.stringify({ weight_map: { one: 'one.safetensors', two: 'two.safetensors' } }),
    )
    follow(fromParts(file('index.json')))
    expect(names('index.whole.safetensors')).toEqual(['one', 'two'])
    skip(!has('torch'), 'Python with torch is not there')
    follow(toFloat32(file('one.safetensors')))
    const read = readSafetensors(readFileSync(file('one.float32.safetensors')), '')
      .get('one')
      ?.read()
    expect([...(read ?? [])]).toEqual([1, 1, 1])
  })
})
