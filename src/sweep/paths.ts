import { stat } from 'node:fs/promises'
import nodePath from 'node:path'
import { homeFolder } from '../base/home-folder.ts'
import { isRecord } from '../base/is-record.ts'
import { folderProblem } from '../weights/folder.ts'
import { type Finding, type Path, valueAtPath } from './finding.ts'
import type { Source } from './source.ts'

/** Values under `weights` that are no file names. */
const namedWeights = new Set(['imagenet', 'random', 'bundled'])

/** The source with every file name in it absolute, and a finding for each that is not there. */
export async function withAbsolutePaths(source: Source): Promise<Source> {
  const value: unknown = structuredClone(source.value)
  const findings: Finding[] = [...source.findings]
  const broken = source.findings.map(({ path }) => JSON.stringify(path))
  for (const path of filePathsOf(value)) {
    const text = valueAtPath(value, path)
    if (typeof text !== 'string' || text === '' || broken.includes(JSON.stringify(path))) continue
    const file = absolute(source, path, text)
    const message = (await cutAtComment(source, path, text)) ?? (await wrongWith(file, path))
    if (message !== undefined)
      findings.push({ path, at: 'value', message: `${message}${hintFor(path, text)}` })
    replace(value, path, file)
  }
  return { ...source, value, findings }
}

const absolute = (source: Source, path: Path, text: string) =>
  nodePath.resolve(source.baseOf(path), text.replace(/^~(?=\/|$)/, homeFolder() ?? '~'))

/** A name of which YAML takes the end for a comment: "photos #2" is there. */
async function cutAtComment(source: Source, path: Path, text: string): Promise<string | undefined> {
  const whole = source.withCommentAt(path)
  if (whole === undefined) return undefined
  // Behind a name with # in it there may be a real comment.
  for (let name = whole; name.length > text.length; name = name.slice(0, name.lastIndexOf('#')).trimEnd())
    if ((await stat(absolute(source, path, name)).catch(() => undefined)) !== undefined)
      return `the value ends at #, where a comment begins: for ${name} write ${JSON.stringify(name)}`
  return undefined
}

/** Where the file names stand: under data, folds.file, and weights wherever they are fixed, searched, listed or asked for. */
export function filePathsOf(value: unknown): Path[] {
  const space = valueAtPath(value, ['space'])
  const lists: Path[] = [
    ['space', 'weights', 'values'],
    ['space', 'weights'],
    ...Object.keys(isRecord(space) ? space : {}).map((name): Path => ['space', name, 'when', 'weights']),
  ]
  const entriesOf = (path: Path): Path[] => {
    const items = valueAtPath(value, path)
    if (typeof items === 'string') return [path]
    return Array.isArray(items) ? items.map((_, i) => [...path, i]) : []
  }
  const listed = lists.flatMap(entriesOf)
  const folders = [
    ['data', 'train'],
    ['data', 'test'],
  ].flatMap(entriesOf)
  const inEach = (list: string, key: string): Path[] => {
    const items = valueAtPath(value, [list])
    return Array.isArray(items) ? items.map((_, i) => [list, i, key]) : []
  }
  const weights = [
    ['recipe', 'weights'],
    ...listed,
    ...inEach('enqueue', 'weights'),
    ...inEach('unusable', 'source'),
  ].flatMap(path => weightPaths(value, path))
  return [['data', 'path'], ['data', 'table'], ...folders, ['folds', 'file'], ...weights]
}

/** `weights` is a name or a file, or { file, … }, or one of these for each backbone. */
export function weightPaths(value: unknown, path: Path): Path[] {
  const weights = valueAtPath(value, path)
  if (typeof weights === 'string') return namedWeights.has(weights) ? [] : [path]
  if (!isRecord(weights)) return []
  if ('file' in weights) return [[...path, 'file']]
  return Object.keys(weights).flatMap(backbone => weightPaths(value, [...path, backbone]))
}

const isFolderOrFile = (path: Path) => path[0] === 'data' && path[1] !== 'table'

async function wrongWith(file: string, path: Path): Promise<string | undefined> {
  const isFile = !isFolderOrFile(path)
  const stats = await stat(file).catch(() => undefined)
  if (stats === undefined) return `there is no ${isFile ? 'file' : 'folder or file'} ${file}`
  if (!isFile || !stats.isDirectory()) return undefined
  if (!path.includes('weights')) return `${file} is a folder, but a file is needed`
  const { message, next } = await folderProblem(file)
  return `${file}: ${message}. ${next}`
}

function hintFor(path: Path, text: string): string {
  if (!path.includes('weights') || /[./\\]/.test(text)) return ''
  return `; without a file, the weights can be ${[...namedWeights].join(', ')}`
}

/** A copy with these file names changed, those that are there. */
export function withPaths<T>(value: T, paths: readonly Path[], change: (file: string) => string): T {
  if (paths.length === 0) return value
  const copy = structuredClone(value)
  for (const path of paths) {
    const file = valueAtPath(copy, path)
    if (typeof file === 'string') replace(copy, path, change(file))
  }
  return copy
}

function replace(value: unknown, path: Path, text: string): void {
  const parent = valueAtPath(value, path.slice(0, -1))
  const step = path.at(-1)
  if (Array.isArray(parent) && typeof step === 'number') parent[step] = text
  else if (isRecord(parent) && step !== undefined) parent[step] = text
}
