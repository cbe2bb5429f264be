/** Whether all pixels of an RGB image are the same: black, white or empty. */
export function isOneColour(pixels: Uint8Array): boolean {
  const [red, green, blue] = pixels
  for (let i = 0; i < pixels.length; i += 3)
    if (pixels[i] !== red || pixels[i + 1] !== green || pixels[i + 2] !== blue) return false
  return true
}
