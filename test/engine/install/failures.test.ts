import { expect, test } from 'vitest'
import { failure } from '../../../src/engine/install/failures.ts'

/** What programs really print, and what a person must be told. */
const cases: [output: string, reason: string, next: string][] = [
  [
    'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device',
    'disk is full',
    'NIGHTSWEEP_CACHE',
  ],
  [
    'npm error code ENOSPC\nnpm error nospc There appears to be insufficient space',
    'disk is full',
    'NIGHTSWEEP_CACHE',
  ],
  [
    "npm error code EACCES\nnpm error Error: EACCES: permission denied, mkdir '/x'",
    'must not be written',
    'NIGHTSWEEP_CACHE',
  ],
  [
    'The virtual environment was not created successfully because ensurepip is not\navailable.',
    'cannot make virtual',
    'python3-venv',
  ],
  [
    'WARNING: Retrying after connection broken by NewConnectionError: [Errno -2] Name or service not known\nERROR: No matching distribution found for tensorflow-cpu',
    'network',
    'HTTPS_PROXY',
  ],
  [
    'npm error code ENOTFOUND\nnpm error network request to https://registry.npmjs.org failed',
    'network',
    'npm config',
  ],
  [
    'ERROR: No matching distribution found for tensorflow-cpu<3',
    'no TensorFlow for this Python',
    '3.10 to 3.13',
  ],
  ['gyp ERR! find Python Could not find any Python installation to use', 'no Python', '--python'],
  ['make: g++: No such file or directory\nmake: *** [a.o] Error 127', 'no C++ compiler', 'apt install g++'],
  ['gyp ERR! stack Error: not found: make', 'no C++ compiler', 'make'],
  ['c++: fatal error: Killed signal terminated program cc1plus', 'memory', 'close other programs'],
]

test.each(cases)('%s', (output, reason, next) => {
  const error = failure('pip', output, '/cache/install.log')
  expect(error.message).toContain(reason)
  expect(error.next).toContain(next)
})

test('an unknown failure shows the lines that say error, and where the rest is', () => {
  const output = [
    'CXX a.o',
    'a.cc:1:10: fatal error: x.h: No such file or directory',
    ...Array(30).fill('make: leaving'),
  ]
  const { message, details, next } = failure('the build', output.join('\n'), '/cache/install.log')
  expect(message).toBe('the build failed: see below')
  expect(details).toEqual([output[1], 'everything it printed is in /cache/install.log'])
  expect(next).toContain('engine install')
})
