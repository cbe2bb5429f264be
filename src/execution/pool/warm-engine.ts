import type { Engine } from '../../engine/engine.ts'

export interface WarmEngine {
  /** The worker's engine, loaded when it is first wanted. */
  get(): Promise<Engine>
  /**
   * To be called after each piece of work. Says why its results cannot be believed, if so: then the engine is closed,
   * after `letGo` of what is still on it, and the next `get` loads another.
   */
  check(letGo?: () => void): Promise<string | undefined>
  /** Gives back the memory of an engine that has grown, when nothing is left on it. The next `get` loads another. */
  trim(): Promise<void>
}

/** One engine that stays warm from task to task, and is replaced where it can no longer be trusted. */
export function createWarmEngine(load: () => Promise<Engine>): WarmEngine {
  let engine: Promise<Engine> | undefined

  /** One that could not be loaded is tried again when it is next wanted. */
  function loadAnew(): Promise<Engine> {
    const loading = load()
    loading.catch(() => {
      engine = undefined
    })
    return loading
  }

  async function condition() {
    return (await (await engine)?.condition?.()) ?? {}
  }

  async function drop(): Promise<void> {
    const dropped = engine
    engine = undefined
    ;(await dropped)?.close()
  }

  return {
    get() {
      engine ??= loadAnew()
      return engine
    },
    async check(letGo) {
      const { lost } = await condition()
      if (lost === undefined) return undefined
      letGo?.()
      await drop()
      return lost
    },
    async trim() {
      if ((await condition()).isBloated) await drop()
    },
  }
}
