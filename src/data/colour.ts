/** Brightness is added (0 … 255); contrast is a factor about the image's mean grey, saturation one about each pixel's grey. */
export interface Colours {
  readonly brightness: number
  readonly contrast: number
  readonly saturation: number
}

/** Luma weights of Rec. 601. */
const [red, green, blue] = [0.299, 0.587, 0.114]

/** Changes the colours of an RGB image in place; values are clipped to 0 … 255. */
export function shiftColours(pixels: Uint8Array, { brightness, contrast, saturation }: Colours): void {
  const clamped = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.length)
  const shift = brightness + (1 - contrast) * meanGrey(pixels)
  const own = contrast * saturation
  const grey = contrast * (1 - saturation)
  for (let i = 0; i < pixels.length; i += 3) {
    const [r, g, b] = [pixels[i] ?? 0, pixels[i + 1] ?? 0, pixels[i + 2] ?? 0]
    const base = grey * (red * r + green * g + blue * b) + shift
    clamped[i] = own * r + base
    clamped[i + 1] = own * g + base
    clamped[i + 2] = own * b + base
  }
}

function meanGrey(pixels: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < pixels.length; i += 3)
    sum += red * (pixels[i] ?? 0) + green * (pixels[i + 1] ?? 0) + blue * (pixels[i + 2] ?? 0)
  return sum / (pixels.length / 3)
}
