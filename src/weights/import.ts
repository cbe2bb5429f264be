import { copyFile, rename, stat } from 'node:fs/promises'
import path from 'node:path'
import { getBackbone } from '../backbones/index.ts'
import { fromPlain, UserError } from '../base/errors.ts'
import { listed } from '../base/listed.ts'
import { makeOwnFolder } from '../base/strangers.ts'
import { type BackboneName, backboneNames } from '../trial/backbone-names.ts'
import { cachedPath, importedFolder } from './cache.ts'
import { checkWeightFiles, type Fit, type Verdict } from './check.ts'
import { blame } from './errors.ts'
import { folderProblem } from './folder.ts'
import { hashesOf, recall } from './known-hashes.ts'
import { type OfficialFile, officialFiles } from './official.ts'
import { whyNotOfficial } from './verify.ts'

/** Layers models are not imported. */
type Fitting = Fit & { readonly backbone: BackboneName }

const isFitting = (verdict: Verdict): verdict is Fitting => verdict.fits && verdict.backbone !== 'LayersModel'

export interface Imported {
  readonly verdict: Fitting
  /** Where it is now. */
  readonly path: string
  /** It is this official file, which `weights: imagenet` will use. */
  readonly official: OfficialFile | undefined
}

/**
 * Takes a local weight file into the cache after a complete check: as the official file if it is that one, else under
 * its own name. Without a backbone it is the one that the weights fit.
 */
export async function importWeights(file: string, backbone?: BackboneName): Promise<Imported> {
  const found = await stat(file).catch(() => undefined)
  if (found?.isDirectory()) throw blame(file, await folderProblem(file))
  if (!found?.isFile())
    throw new UserError(found === undefined ? 'there is no such file' : 'a file is needed, this is no file', {
      where: file,
    })
  const verdict = await fittingVerdict(file, backbone).catch(async error => {
    throw (backbone && (await otherwise(file, backbone))) ?? error
  })
  const official = await officialOf(file, verdict.backbone)
  const place = official === undefined ? await freePlace(file) : cachedPath(official)
  if (path.resolve(file) !== place) await copyWhole(file, place)
  if (official !== undefined) {
    const problem = await whyNotOfficial(place, official, { place, from: file })
    if (problem !== undefined)
      throw new UserError(`the copy is not what was checked: ${problem}`, { where: place })
  }
  return { verdict, path: place, official }
}

/** What a weight file is for, after a complete check; without a backbone it is the one that it fits. */
export async function fittingVerdict(file: string, backbone?: BackboneName): Promise<Imported['verdict']> {
  const candidates = backbone === undefined ? backboneNames : [backbone]
  return choose(file, await checkAs(file, candidates))
}

/** Where it fits no backbone that was asked for but others: which to ask for. */
async function otherwise(file: string, asked: BackboneName): Promise<UserError | undefined> {
  const verdicts = await checkAs(
    file,
    backboneNames.filter(name => name !== asked),
  )
  const fitting = verdicts.filter(isFitting).map(({ backbone }) => backbone)
  if (fitting.length === 0) return undefined
  return new UserError(`these are the weights of ${listed(fitting, 'or')}, not of ${asked}`, {
    where: file,
    next: `Say so: --backbone ${fitting[0]}`,
  })
}

async function checkAs(file: string, candidates: readonly BackboneName[]): Promise<Verdict[]> {
  const pairs = candidates.map(backbone => ({
    backbone,
    source: file,
    size: getBackbone(backbone).defaultSize,
  }))
  const [verdicts = []] = await checkWeightFiles([{ file, pairs, whole: true }])
  return verdicts
}

function choose(file: string, verdicts: readonly Verdict[]): Imported['verdict'] {
  const fitting = verdicts.filter(isFitting)
  const [first, ...more] = fitting
  if (first !== undefined && more.length === 0) return first
  if (first !== undefined)
    throw new UserError(`it fits ${fitting.map(({ backbone }) => backbone).join(' and ')}`, {
      where: file,
      next: `Say which: --backbone ${first.backbone}`,
    })
  const refused = verdicts.filter(verdict => !verdict.fits)
  const broken = refused.filter(({ isBroken }) => isBroken)
  const [only, second] = broken.length > 0 ? broken.slice(0, 1) : refused
  const isSame = verdicts.every(verdict => !verdict.fits && verdict.error.message === only?.error.message)
  if (only !== undefined && (second === undefined || isSame))
    throw fromPlain(only.error).withDetails({ where: file })
  throw new UserError('it fits no backbone', {
    where: file,
    next: 'Name the one that it should fit to learn what is wrong: --backbone <name>',
  })
}

/**
 * By the published or the remembered hash. Where there is neither, its name and its length must be right, as with a
 * file that is put into the cache by hand.
 */
async function officialOf(file: string, backbone: BackboneName): Promise<OfficialFile | undefined> {
  const hashes = await hashesOf(file)
  const { size } = await stat(file)
  const isNamed = ({ name }: OfficialFile) => name === path.basename(file)
  for (const official of officialFiles(backbone).sort((a, b) => Number(isNamed(b)) - Number(isNamed(a)))) {
    const seen = await recall(cachedPath(official))
    if (official.hash !== undefined) {
      if (hashes[official.hash.algorithm] === official.hash.hex) return official
    } else if (seen !== undefined) {
      if (seen.sha256 === hashes.sha256) return official
    } else if (isNamed(official) && (official.bytes ?? size) === size) return official
  }
  return undefined
}

/** The file's own name in the folder of imported ones; another file of that name is left alone. */
async function freePlace(file: string): Promise<string> {
  const { name, ext } = path.parse(file)
  const folder = importedFolder()
  const plain = path.join(folder, `${name}${ext}`)
  const { sha256 } = await hashesOf(file)
  const there = await hashesOf(plain).catch(() => undefined)
  return there === undefined || there.sha256 === sha256
    ? plain
    : path.join(folder, `${name}-${sha256.slice(0, 8)}${ext}`)
}

async function copyWhole(file: string, place: string): Promise<void> {
  await makeOwnFolder(path.dirname(place))
  const fresh = `${place}.${process.pid}`
  await copyFile(file, fresh)
  await rename(fresh, place)
}
