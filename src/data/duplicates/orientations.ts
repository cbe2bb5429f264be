/** One of the eight ways to turn and mirror a square: first perhaps transposed, then perhaps mirrored in x and in y. */
export interface Orientation {
  readonly isTransposed: boolean
  readonly flipX: boolean
  readonly flipY: boolean
}

export const asTheyAre: Orientation = { isTransposed: false, flipX: false, flipY: false }

const both = [false, true]

/** As it is first. Copies made to enlarge a data set are often mirrored or turned by right angles. */
export const orientations: readonly Orientation[] = both.flatMap(isTransposed =>
  both.flatMap(flipY => both.map(flipX => ({ isTransposed, flipX, flipY }))),
)

/** For each place of a turned square [side, side] the place in the original. */
export function placesOf({ isTransposed, flipX, flipY }: Orientation, side: number): Uint16Array {
  return Uint16Array.from({ length: side * side }, (_, place) => {
    const [y, x] = [Math.floor(place / side), place % side]
    const row = flipY ? side - 1 - y : y
    const column = flipX ? side - 1 - x : x
    return isTransposed ? column * side + row : row * side + column
  })
}
