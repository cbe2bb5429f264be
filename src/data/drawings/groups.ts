import type { Random } from '../../base/random.ts'
import { anyAngle, between, type Draw, type Figure, type Place, place, union } from './figure.ts'

/** n figures side by side anywhere, none touching; their size varies so that the painted area does not tell n. */
export function several(n: number, shape: Figure): Draw {
  return random => union(apart(n, random).map(where => place(shape, where)))
}

/** n figures in a straight row, or evenly around a circle. */
export function arranged(how: 'row' | 'circle', shape: Figure): Draw {
  return random => {
    const [n, angle, size] = [random.integer(4, 6), anyAngle(random), between(random, 0.1, 0.16)]
    const [x, y] = [between(random, -0.2, 0.2), between(random, -0.2, 0.2)]
    const spread = between(random, 0.55, 0.75)
    return union(
      Array.from({ length: n }, (_, i) => {
        const turn = angle + (2 * Math.PI * i) / n
        const along = how === 'row' ? spread * ((2 * i) / (n - 1) - 1) : spread
        const direction = how === 'row' ? angle : turn
        return place(shape, {
          x: x + along * Math.cos(direction),
          y: y + along * Math.sin(direction),
          size,
          angle: direction,
        })
      }),
    )
  }
}

/** Rejection sampling; sizes shrink a little after each failed try, so that it always ends. */
function apart(n: number, random: Random): Place[] {
  const places: Place[] = []
  let largest = between(random, 0.5, 1) * Math.min(0.42, 0.75 / Math.sqrt(n))
  while (places.length < n) {
    const size = largest * between(random, 0.75, 1)
    const room = 0.97 - size
    const [x, y] = [between(random, -room, room), between(random, -room, room)]
    const isFree = places.every(other => Math.hypot(other.x - x, other.y - y) > 1.12 * (other.size + size))
    if (isFree) places.push({ x, y, size, angle: anyAngle(random) })
    else largest *= 0.995
  }
  return places
}
