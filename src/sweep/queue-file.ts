import nodePath from 'node:path'
import { UserError } from '../base/errors.ts'
import { isRecord } from '../base/is-record.ts'
import { refuseDevice } from '../base/refuse-device.ts'
import type { Path } from './finding.ts'
import type { Source } from './source.ts'
import { readYamlFile } from './yaml-file.ts'

/** With `enqueue: configs.json` the list of that file (alone, or under its key `configs`) in its place. */
export async function withQueueFile(source: Source): Promise<Source> {
  const { value } = source
  if (!isRecord(value) || typeof value.enqueue !== 'string' || value.enqueue === '') return source
  const file = nodePath.resolve(source.baseOf(['enqueue']), value.enqueue)
  const queue = await refuseDevice(file)
    .then(() => readYamlFile(file))
    .catch((error: unknown) => {
      if (error instanceof UserError) return error
      throw error
    })
  const wrong = (message: string): Source => ({
    ...source,
    findings: [...source.findings, { path: ['enqueue'], at: 'value', message }],
  })
  if (queue instanceof UserError) return wrong(`${queue.where}: ${queue.message}`)
  const prefix: Path = isRecord(queue.value) && 'configs' in queue.value ? ['configs'] : []
  const within = (path: Path): Path => [...prefix, ...path.slice(1)]
  const isInside = (path: Path) => path[0] === 'enqueue' && path.length > 1
  const configs = isRecord(queue.value) && prefix.length > 0 ? queue.value.configs : queue.value
  if (!Array.isArray(configs))
    return wrong(`${queue.where(prefix)}: must be a list of configs: [{ "learningRate": 0.001 }, …]`)
  return {
    value: { ...value, enqueue: configs },
    findings: [
      ...source.findings,
      ...queue.findings.map(finding => ({
        ...finding,
        path: ['enqueue', ...finding.path.slice(prefix.length)],
      })),
    ],
    where: (path, at) => (isInside(path) ? queue.where(within(path), at) : source.where(path, at)),
    tokenAt: path => (isInside(path) ? queue.tokenAt(within(path)) : source.tokenAt(path)),
    withCommentAt: path => (isInside(path) ? queue.withCommentAt(within(path)) : source.withCommentAt(path)),
    baseOf: path => (isInside(path) ? queue.baseOf(within(path)) : source.baseOf(path)),
  }
}
