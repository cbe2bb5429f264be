import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { UserError } from '../../src/base/errors.ts'
import { loadSweep } from '../../src/sweep/load.ts'
import { temporaryFolder } from '../setup/images.ts'

const file = path.join(temporaryFolder(), 'sweep.yaml')
const load = (text: string) => {
  writeFileSync(file, text)
  return loadSweep(file)
}

test.each([
  'data: { path: . }\nspace: { <<: 3 }',
  'data: { path: . }\nspace:\n  <<: [{ learningRate: [1e-3] }, 4]',
  'data: { path: . }\nrecipe: &r [1]\nspace:\n  <<: *r',
])('<< of what is no mapping is told with its place: %#', async text => {
  const error = await load(text).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(UserError)
  expect(error).toMatchObject({
    message: '<< takes in the keys of a mapping: *name of one, or a list of them',
  })
})

test.each(['<<', '!!binary', '[<<]'])('%s where a value should be is refused in words', async value => {
  const error = await load(`data: { path: . }\nspace: { batchSize: ${value} }`).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(UserError)
})
