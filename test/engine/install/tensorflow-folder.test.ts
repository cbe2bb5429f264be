import { mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { linkTensorFlow } from '../../../src/engine/install/links.ts'
import { cudaFolders, inspectTensorFlow } from '../../../src/engine/install/tensorflow-folder.ts'
import { temporaryFolder } from '../../setup/images.ts'
import { fakeWheel } from './fake-machine.ts'

test('a wheel is recognised by its folder or the one around it', () => {
  const folder = fakeWheel(temporaryFolder(), { version: '2.21.0' })
  const facts = { folder, version: '2.21.0', cuda: false, nvidia: undefined }
  expect(inspectTensorFlow(folder)).toMatchObject(facts)
  expect(inspectTensorFlow(path.dirname(folder))).toMatchObject(facts)
})

test("a CUDA wheel brings its libraries' folders", () => {
  const folder = fakeWheel(temporaryFolder(), { cuda: true })
  const nvidia = path.resolve(folder, '../nvidia')
  for (const name of ['cudnn/lib', 'cublas/lib', 'cuda_nvcc/bin'])
    mkdirSync(path.join(nvidia, name), { recursive: true })
  const tensorflow = inspectTensorFlow(folder)
  expect(tensorflow).toMatchObject({ cuda: true, nvidia })
  expect(cudaFolders(tensorflow)).toEqual([`${nvidia}/cublas/lib`, `${nvidia}/cudnn/lib`])
})

test('the C library as it is downloaded is one, too', () => {
  const folder = temporaryFolder()
  mkdirSync(path.join(folder, 'lib'))
  mkdirSync(path.join(folder, 'include/tensorflow/c/eager'), { recursive: true })
  writeFileSync(path.join(folder, 'include/tensorflow/c/eager/c_api.h'), '')
  for (const name of ['libtensorflow', 'libtensorflow_framework']) {
    writeFileSync(path.join(folder, 'lib', `${name}.so.2.18.0`), '')
    symlinkSync(`${name}.so.2.18.0`, path.join(folder, 'lib', `${name}.so.2`))
  }
  expect(inspectTensorFlow(folder)).toMatchObject({ version: '2.18.0', cuda: undefined })
})

test.each([
  ['libtensorflow_cc.so.2', 'libtensorflow_cc.so.2'],
  ['libtensorflow_framework.so.2', 'libtensorflow_framework.so.2'],
  ['include', 'c_api.h'],
])('without %s it is refused, naming what is missing', (removed, named) => {
  const folder = fakeWheel(temporaryFolder())
  rmSync(path.join(folder, removed), { recursive: true })
  expect(() => inspectTensorFlow(folder)).toThrow(named)
})

test('links look like site-packages, under the names of the linker and of the libraries', async () => {
  const folder = fakeWheel(temporaryFolder(), { cuda: true })
  mkdirSync(path.resolve(folder, '../nvidia'))
  const target = temporaryFolder()
  await linkTensorFlow(target, inspectTensorFlow(folder))
  const linked = (name: string) => readlinkSync(path.join(target, 'deps', name))
  for (const name of ['libtensorflow.so', 'libtensorflow.so.2', 'libtensorflow_cc.so.2'])
    expect(linked(`lib/${name}`)).toBe(path.join(folder, 'libtensorflow_cc.so.2'))
  for (const name of ['libtensorflow_framework.so', 'libtensorflow_framework.so.2'])
    expect(linked(`lib/${name}`)).toBe(path.join(folder, 'libtensorflow_framework.so.2'))
  expect(linked('include')).toBe(path.join(folder, 'include'))
  expect(linked('nvidia')).toBe(path.resolve(folder, '../nvidia'))
})
