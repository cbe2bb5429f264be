import type { CutChoice } from '../../activations/choice.ts'
import type { ActivationStore, Kept, StoredRows } from '../../activations/store/store.ts'
import type { StoredImages } from '../../activations/store/target.ts'
import { outputOf } from '../../activations/subgraph.ts'
import type { View } from '../../activations/view.ts'
import { cutAt } from '../../backbones/measure.ts'
import { hashOf } from '../../base/hash.ts'
import { neededFor } from '../../training/needs.ts'
import type { Augment, Recipe } from '../../trial/recipe.ts'
import type { LoadedBackbone } from '../../weights/loaded.ts'
import { weightSourceFor } from '../../weights/source.ts'
import type { TrainFold } from '../pool/tasks.ts'

/** What a fold is trained on, by recipe. What else the sweep was found to need of a backbone comes with its first need. */
export type FoldInputs = Pick<TrainFold, 'features' | 'activations' | 'pixels' | 'views'>

export function createFoldInputs(
  store: Pick<ActivationStore, 'get'>,
  images: StoredImages,
  choices: readonly CutChoice[] = [],
): (recipe: Recipe, backbone: LoadedBackbone) => Promise<FoldInputs> {
  return async (recipe, backbone) => {
    const { graph } = backbone
    const source = hashOf(weightSourceFor(recipe.weights, recipe.backbone))
    const group = choices.filter(
      choice => choice.backbone === recipe.backbone && hashOf(choice.weights) === source,
    )
    const needs = neededFor(recipe)
    const views = viewsOf(recipe.augment, needs.views)
    const outputAt = (depth: number) =>
      depth === 0 ? { layer: outputOf(graph).name, pool: true } : { layer: cutAt(graph, depth), pool: false }

    /** The input itself is as quickly made from pixels as read. */
    const isKept = (depth: number) =>
      outputAt(depth).layer !== graph.layers[0]?.name &&
      !group.some(choice => choice.depth === depth && choice.place === 'none')

    const versions = [undefined, ...views]
    const depths = [0, ...(needs.cut && isKept(recipe.unfreezeDepth) ? [recipe.unfreezeDepth] : [])]
    const wanted = depths.flatMap(depth => versions.map((view): Kept => ({ ...outputAt(depth), view })))
    const planned = group
      .filter(({ depth, place, isEager }) => isEager && place !== 'none' && isKept(depth))
      .flatMap(({ depth, place, augment }): Kept[] =>
        viewsOrPlain(augment).map(view => ({ ...outputAt(depth), view, place })),
      )
    const rows = await store.get(backbone, wanted, planned)
    const [features, ...viewFeatures] = rows.slice(0, versions.length).map(floatsOf)
    const [activations, ...viewRows] = rows.slice(versions.length)
    const viewActivations = viewRows.flatMap(row => (row === undefined ? [] : [row.data]))
    const lacks = needs.cut && (activations === undefined || viewActivations.length < views.length)
    return {
      features,
      activations,
      views:
        views.length === 0
          ? undefined
          : { features: viewFeatures.flatMap(found => found ?? []), activations: viewActivations },
      pixels: needs.pixels || lacks ? { data: images.pixels, size: images.size } : undefined,
    }
  }
}

/** Features are always kept, in memory. */
function floatsOf(rows: StoredRows | undefined): Float32Array | undefined {
  return rows?.data instanceof Float32Array ? rows.data : undefined
}

function viewsOf({ views: _, ...augment }: Augment, count: number): View[] {
  return Array.from({ length: count }, (_, index) => ({ augment, index }))
}

const viewsOrPlain = (augment: Augment | undefined): (View | undefined)[] =>
  augment === undefined ? [undefined] : viewsOf(augment, augment.views)
