import type { Engine } from '../engine/engine.ts'

export interface WarmEngine {
  /** The worker's engine, loaded when it is first wanted. */
  get(): Promise<Engine>
  /**
   * To be called after each piece of work. Says why its results cannot be believed, if so. A lost or bloated engine is
   * closed, after `letGo` of what is still on it, and the next `get` loads another.
   */
  check(letGo?: () => void): Promise<string | undefined>
}

/** One engine that stays warm from task to task, and is replaced where it can no longer be trusted. */
export function createWarmEngine(load: () => Promise<Engine>): WarmEngine {
  let engine: Promise<Engine> | undefined
  return {
    get() {
      engine ??= load()
      engine.catch(() => {
        engine = undefined
      })
      return engine
    },
    async check(letGo) {
      const current = await engine
      const { lost, isBloated = false } = (await current?.condition?.()) ?? {}
      if (lost !== undefined || isBloated) {
        engine = undefined
        letGo?.()
        current?.close()
      }
      return lost
    },
  }
}
