import { expect, test } from 'vitest'
import { choosePython, findPythons, type Python, parsePython } from '../../../src/engine/install/pythons.ts'
import { fakeMachine, fakePython } from './fake-machine.ts'

const python = (minor: number, tensorflow?: string): Python => ({
  file: `/usr/bin/python3.${minor}`,
  prefix: '/usr',
  version: [3, minor],
  tensorflow,
})

test('the active environment comes first, the same Python under two names counts once', async () => {
  const machine = fakeMachine()
  machine.add('python3', fakePython({ version: [3, 11], prefix: '/usr' }))
  machine.add('python3.11', fakePython({ version: [3, 11], prefix: '/usr' }))
  machine.add('python3.12', fakePython({ version: [3, 12], prefix: '/opt', tensorflow: '/opt/tensorflow' }))
  machine.add('python', '#!/bin/sh\nexec 1>&2; echo Python 2 has no idea; exit 1\n')
  const active = fakeMachine()
  active.add('python', fakePython({ version: [3, 13], prefix: active.root }))
  const found = await findPythons({ PATH: machine.PATH, VIRTUAL_ENV: active.root })
  expect(found.map(({ file, version }) => [file, version])).toEqual([
    [`${active.PATH}/python`, [3, 13]],
    [`${machine.PATH}/python3`, [3, 11]],
    [`${machine.PATH}/python3.12`, [3, 12]],
  ])
  expect(found.map(({ tensorflow }) => tensorflow)).toEqual([undefined, undefined, '/opt/tensorflow'])
})

test('one that is named must be there and answer', async () => {
  const machine = fakeMachine()
  const file = machine.add('broken', '#!/bin/sh\necho hello\n')
  const env = { PATH: machine.PATH }
  await expect(findPythons(env, '/no/such')).rejects.toMatchObject({
    where: '--python /no/such',
    message: 'there is no such program',
  })
  await expect(findPythons(env, file)).rejects.toMatchObject({ message: expect.stringContaining('Python 3') })
})

test.each(['', 'Traceback', '{"file": "/p", "prefix": "/", "version": [2, 7], "tensorflow": []}', '{"a":1}'])(
  'an answer that is none: %s',
  output => {
    expect(parsePython(output)).toBeUndefined()
  },
)

test('a Python that TensorFlow has wheels for is preferred; a newer one is better than none', () => {
  expect(choosePython([python(9), python(14), python(12)]).version).toEqual([3, 12])
  expect(choosePython([python(9), python(14)]).version).toEqual([3, 14])
})

test('none, or one that is too old, is refused with what to do', () => {
  expect(() => choosePython([])).toThrow('no Python 3 was found')
  expect(() => choosePython([python(8)])).toThrow(
    expect.objectContaining({
      message: expect.stringContaining('too old'),
      details: ['Python 3.8 at /usr/bin/python3.8'],
      next: expect.stringContaining('--python'),
    }),
  )
})
