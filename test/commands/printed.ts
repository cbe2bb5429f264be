import { afterEach, beforeEach, vi } from 'vitest'

/** What the commands of each test print, from its beginning. */
export function capturePrinted() {
  let printed = ''
  beforeEach(() => {
    printed = ''
    vi.spyOn(process.stdout, 'write').mockImplementation(text => {
      printed += String(text)
      return true
    })
  })
  afterEach(() => vi.restoreAllMocks())
  return {
    get text() {
      return printed
    },
    forget() {
      printed = ''
    },
  }
}
