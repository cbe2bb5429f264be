/** The shapes on which every engine is checked: odd sizes, strides, paddings and windows that backbones use. */

export type Pad = 'same' | 'valid' | [[number, number], [number, number]]
export type Strides = number | [number, number]

type Window = readonly [shape: number[], filter: number[], strides: Strides, pad: Pad]

export const convolutions: readonly Window[] = [
  [[2, 5, 6, 3], [1, 1, 3, 4], 1, 'same'],
  [[2, 7, 7, 5], [1, 1, 5, 2], 2, 'same'],
  [[2, 8, 8, 2], [1, 1, 2, 3], 2, 'valid'],
  [
    [1, 4, 4, 2],
    [1, 1, 2, 3],
    1,
    [
      [1, 1],
      [0, 1],
    ],
  ],
  [[2, 6, 5, 3], [3, 3, 3, 4], 1, 'same'],
  [[2, 7, 9, 2], [3, 3, 2, 3], 2, 'same'],
  [[2, 8, 8, 2], [3, 3, 2, 3], 2, 'same'],
  [[1, 6, 7, 2], [3, 3, 2, 2], 1, 'valid'],
  [[3, 8, 8, 2], [3, 3, 2, 3], 2, 'valid'],
  [
    [2, 8, 8, 3],
    [3, 3, 3, 2],
    2,
    [
      [1, 1],
      [1, 1],
    ],
  ],
  [
    [2, 8, 8, 3],
    [3, 3, 3, 2],
    2,
    [
      [0, 1],
      [0, 1],
    ],
  ],
  [[1, 7, 8, 2], [3, 3, 2, 2], [2, 1], 'same'],
  [[1, 9, 8, 2], [3, 3, 2, 2], 3, 'same'],
  [[2, 6, 6, 2], [5, 5, 2, 2], 1, 'same'],
  [
    [1, 7, 7, 2],
    [5, 5, 2, 2],
    1,
    [
      [1, 2],
      [2, 0],
    ],
  ],
  [
    [1, 15, 15, 3],
    [7, 7, 3, 2],
    2,
    [
      [3, 3],
      [3, 3],
    ],
  ],
  [[1, 13, 14, 2], [7, 7, 2, 2], 2, 'valid'],
  [[1, 6, 8, 2], [1, 7, 2, 3], 1, 'same'],
  [[1, 8, 6, 2], [7, 1, 2, 3], 1, 'same'],
  [[2, 5, 5, 8], [3, 3, 8, 16], 1, 'same'],
  [[1, 7, 6, 17], [3, 3, 17, 8], 2, 'same'],
  [[2, 6, 6, 5], [3, 3, 5, 9], 2, 'valid'],
  [[3, 5, 5, 1], [3, 3, 1, 12], 1, 'same'],
  [[2, 7, 7, 8], [1, 1, 8, 24], 2, 'same'],
  [[1, 2, 2, 4], [5, 5, 4, 8], 1, 'same'],
  [[1, 2, 3, 3], [3, 3, 3, 3], 2, 'same'],
  [[1, 32, 32, 3], [3, 3, 3, 8], 4, 'same'],
  [[1, 9, 10, 3], [2, 3, 3, 5], [3, 4], 'valid'],
]

export const depthwise: readonly Window[] = [
  [[2, 6, 7, 4], [3, 3, 4, 1], 1, 'same'],
  [[2, 8, 8, 3], [3, 3, 3, 1], 2, 'same'],
  [[2, 7, 9, 3], [3, 3, 3, 1], 2, 'same'],
  [[1, 8, 8, 3], [3, 3, 3, 1], 2, 'valid'],
  [
    [1, 8, 8, 3],
    [3, 3, 3, 1],
    2,
    [
      [1, 1],
      [1, 1],
    ],
  ],
  [
    [2, 9, 9, 2],
    [5, 5, 2, 1],
    2,
    [
      [1, 2],
      [1, 2],
    ],
  ],
  [[1, 6, 6, 5], [5, 5, 5, 1], 1, 'same'],
  [[1, 8, 8, 2], [7, 7, 2, 1], 1, 'same'],
  [[2, 5, 5, 3], [3, 3, 3, 2], 1, 'same'],
  [[1, 7, 6, 2], [3, 3, 2, 3], 2, 'same'],
  [[2, 4, 5, 1], [3, 3, 1, 1], 1, 'same'],
  [[1, 5, 5, 17], [3, 3, 17, 1], 1, 'valid'],
  [[1, 6, 5, 37], [3, 3, 37, 1], 2, 'same'],
  [[1, 2, 2, 5], [5, 5, 5, 1], 1, 'same'],
  [[1, 3, 2, 4], [7, 7, 4, 2], 2, 'same'],
  [[1, 8, 7, 6], [3, 3, 6, 1], 3, 'same'],
]

type Pool = readonly [
  shape: number[],
  size: number | [number, number],
  strides: number,
  pad: 'same' | 'valid',
]

export const pools: readonly Pool[] = [
  [[2, 6, 6, 3], 2, 2, 'valid'],
  [[1, 7, 7, 2], 2, 2, 'valid'],
  [[2, 7, 7, 3], 3, 2, 'valid'],
  [[1, 8, 7, 2], 3, 2, 'same'],
  [[2, 6, 6, 2], 3, 1, 'same'],
  [[1, 5, 7, 4], [2, 3], 1, 'same'],
]

export const products: readonly (readonly [
  a: number[],
  b: number[],
  transposeA: boolean,
  transposeB: boolean,
])[] = [
  [[3, 5], [5, 4], false, false],
  [[5, 3], [5, 4], true, false],
  [[3, 5], [4, 5], false, true],
  [[5, 3], [4, 5], true, true],
  [[3, 4, 5], [3, 5, 2], false, false],
  [[3, 5, 4], [3, 2, 5], true, true],
  [[2, 2, 4, 5], [2, 2, 5, 3], false, false],
]

export const slices: readonly (readonly [shape: number[], begin: number[], size: number[]])[] = [
  [[7], [2], [4]],
  [
    [5, 6],
    [1, 0],
    [3, 6],
  ],
  [
    [4, 50],
    [1, 10],
    [2, 30],
  ],
  [
    [3, 4, 5],
    [1, 2, 1],
    [2, 2, -1],
  ],
  [
    [3, 4, 5],
    [2, 0, 0],
    [1, 4, 5],
  ],
  [
    [2, 4, 5, 6],
    [0, 1, 1, 0],
    [2, 2, 3, 6],
  ],
  [
    [2, 3, 4, 5],
    [1, 0, 1, 1],
    [1, 2, 2, 3],
  ],
]

export const sums: readonly (readonly [shape: number[], axes: number[], keepDims: boolean])[] = [
  [[2, 3, 4, 5], [1, 2], false],
  [[2, 3, 4, 17], [0, 1, 2], true],
  [[7, 6], [0], false],
  [[3, 4, 5], [0, 2], false],
  [[3, 4, 5], [1, 2], true],
  [[2, 5, 6], [2], false],
]
