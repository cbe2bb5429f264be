import type { Random } from '../base/random.ts'
import type { Augment } from '../trial/recipe.ts'
import { type Colours, shiftColours } from './colour.ts'
import { type Affine, warp } from './warp.ts'

/**
 * A randomly changed copy of one RGB image [size, size, 3]: all movements as one affine warp, then one pass over the
 * colours. `target` and `source` must not overlap. The same number of draws is taken whatever is switched on, so one
 * change never shifts another's numbers.
 */
export function augmentInto(
  target: Uint8Array,
  source: Uint8Array,
  size: number,
  augment: Augment,
  random: Random,
): void {
  const motion = drawMotion(augment, size, random)
  const colours = drawColours(augment.colour, random)
  if (motion === undefined) target.set(source)
  else warp(target, source, size, motion)
  if (augment.colour > 0) shiftColours(target, colours)
}

/** The map from target to source, both measured from the centre: flip, then zoom, rotation and crop undone. */
function drawMotion(augment: Augment, size: number, random: Random): Affine | undefined {
  const flip = random.next() < 0.5 && augment.flip ? -1 : 1
  const flipVertical = random.next() < 0.5 && augment.flipVertical ? -1 : 1
  const angle = ((signed(random) * augment.rotate) / 180) * Math.PI
  const zoom = 1 + signed(random) * augment.zoom
  const side = 1 - random.next() * augment.crop
  const room = ((1 - side) * size) / 2
  const [right, down] = [signed(random) * room, signed(random) * room]
  const still = flip === 1 && flipVertical === 1 && angle === 0 && zoom === 1 && side === 1
  if (still) return undefined
  const scale = side / zoom
  const [cos, sin] = [Math.cos(angle) * scale, Math.sin(angle) * scale]
  return {
    xx: cos * flip,
    xy: -sin * flipVertical,
    yx: sin * flip,
    yy: cos * flipVertical,
    x: right,
    y: down,
  }
}

function drawColours(strength: number, random: Random): Colours {
  return {
    brightness: signed(random) * strength * 255,
    contrast: 1 + signed(random) * strength,
    saturation: 1 + signed(random) * strength,
  }
}

/** Uniform in [−1, 1). */
function signed(random: Random): number {
  return 2 * random.next() - 1
}
