import path from 'node:path'
import { getBackbone } from '../backbones/index.ts'
import { parametersOf } from '../backbones/measure.ts'
import { toPlain, UserError } from '../base/errors.ts'
import type { BackboneName, RecipeBackbone } from '../trial/backbone-names.ts'
import type { FilePair, FileToCheck, Verdict } from './check.ts'
import { blame } from './errors.ts'
import { mostBytes, type OpenFile, withWeightFile } from './file.ts'
import { loadLayersModel } from './layers-model.ts'
import { backbonesIn, recognised } from './recognise.ts'
import { optionsOf } from './source.ts'
import { BadNumbers, Misfit, WeightProblem } from './stored.ts'
import { checkFinite, checkValues } from './values.ts'

type BuiltIn = FilePair & { readonly backbone: BackboneName }
const isBuiltIn = (pair: FilePair): pair is BuiltIn => pair.backbone !== 'LayersModel'

/** Opens a file once, lays it beside all that it is for and looks at its numbers. */
export async function verdictsOn({ file, pairs, whole = false }: FileToCheck): Promise<Verdict[]> {
  const builtIn = pairs.filter(isBuiltIn)
  const verdicts = new Map<FilePair, Verdict>()
  if (builtIn.length > 0) {
    const refuse = refusing(builtIn, verdicts)
    await checkBuiltIn(path.resolve(file), builtIn, whole, verdicts).catch(refuse)
  }
  for (const pair of pairs) if (!isBuiltIn(pair)) verdicts.set(pair, await verdictOnModel(pair))
  return pairs.flatMap(pair => verdicts.get(pair) ?? [])
}

/** What is wrong with the whole file is wrong with all that it is for. */
const refusing = (pairs: readonly FilePair[], verdicts: Map<FilePair, Verdict>) => (error: unknown) => {
  for (const pair of pairs) verdicts.set(pair, refusal(pair.backbone, error))
}

function refusal(backbone: RecipeBackbone, error: unknown): Verdict {
  if (!(error instanceof UserError)) throw error
  return { fits: false, backbone, error: toPlain(error) }
}

async function checkBuiltIn(
  where: string,
  pairs: readonly BuiltIn[],
  whole: boolean,
  verdicts: Map<FilePair, Verdict>,
): Promise<void> {
  const most = Math.max(...pairs.map(({ backbone, size }) => mostBytes(getBackbone(backbone), size)))
  await withWeightFile(where, most, open => {
    let others: BackboneName[] | undefined
    for (const pair of pairs)
      try {
        verdicts.set(pair, verdictOn(open, pair, { whole, others: () => (others ??= backbonesIn(open)) }))
      } catch (error) {
        if (!(error instanceof WeightProblem)) throw error
        const isBroken = error instanceof BadNumbers
        verdicts.set(pair, { ...refusal(pair.backbone, blame(where, error)), ...(isBroken && { isBroken }) })
      }
  })
}

function verdictOn(
  open: OpenFile,
  { backbone: name, source, size }: BuiltIn,
  { whole, others }: { whole: boolean; others: () => BackboneName[] },
): Verdict {
  const backbone = getBackbone(name)
  const { library, prefix, leftOut, origin, graph, pairs, all } = matched()
  checkValues(pairs)
  if (whole) checkFinite(all)
  const { preprocessing } = origin
  return {
    fits: true,
    backbone: name,
    library,
    prefix,
    leftOut,
    preprocessing,
    parameters: parametersOf(graph),
  }

  function matched() {
    try {
      return open.match(backbone, size, optionsOf(source))
    } catch (error) {
      throw error instanceof Misfit ? recognised(error, name, open, others()) : error
    }
  }
}

async function verdictOnModel({ source, size }: FilePair): Promise<Verdict> {
  const backbone = 'LayersModel'
  try {
    const { graph, preprocessing } = await loadLayersModel(source, size)
    const parameters = parametersOf(graph)
    return { fits: true, backbone, library: 'Keras', prefix: '', leftOut: [], preprocessing, parameters }
  } catch (error) {
    return refusal(backbone, error)
  }
}
