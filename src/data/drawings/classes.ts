import type { Draw } from './figure.ts'
import { arranged, several } from './groups.ts'
import * as shapes from './shapes.ts'
import * as textures from './textures.ts'

const { alone, disc, polygon, ring, square, star } = shapes
const { covering } = textures

/** What the Pocket backbone learned from. */
export const pretrainingClasses: Readonly<Record<string, Draw>> = {
  stripes: covering(textures.stripes),
  checker: covering(textures.checker),
  dots: covering(textures.dots),
  grid: covering(textures.grid),
  waves: covering(textures.waves),
  pluses: covering(textures.pluses),
  dashes: covering(textures.dashes),
  bricks: covering(textures.bricks),
  triangles: covering(textures.triangles),
  target: textures.target,
  rays: textures.rays,
  spots: textures.spots,
  strokes: textures.strokes,
  disc: alone(() => disc),
  ellipse: alone(random => shapes.ellipse(0.4 + 0.25 * random.next())),
  'half-disc': alone(() => shapes.halfDisc),
  triangle: alone(() => polygon(3)),
  square: alone(() => square),
  hexagon: alone(() => polygon(6)),
  'star-5': alone(random => star(5, 0.35 + 0.15 * random.next())),
  'star-8': alone(random => star(8, 0.5 + 0.15 * random.next())),
  ring: alone(random => ring(0.5 + 0.2 * random.next())),
  cross: alone(random => shapes.cross(0.2 + 0.15 * random.next())),
  arrow: alone(() => shapes.arrow),
  'letter-l': alone(() => shapes.letterL),
  'letter-t': alone(() => shapes.letterT),
  'letter-u': alone(() => shapes.letterU),
  'discs-2': several(2, disc),
  'discs-3': several(3, disc),
  'discs-5': several(5, disc),
  'discs-8': several(8, disc),
  'bars-2': several(2, shapes.bar),
  'bars-4': several(4, shapes.bar),
  'bars-7': several(7, shapes.bar),
  'row-of-discs': arranged('row', disc),
  'circle-of-squares': arranged('circle', square),
}

/** What the demo tells apart: none of it was seen in pre-training. */
export const demoClasses: Readonly<Record<string, Draw>> = {
  zigzags: covering(textures.zigzags),
  weave: covering(textures.weave),
  crescent: alone(random => shapes.crescent(0.75 + 0.15 * random.next())),
  heart: alone(() => shapes.heart),
  'four-rings': several(4, ring(0.5)),
  'six-rings': several(6, ring(0.5)),
}
