import { messageOf } from '../../base/errors.ts'
import type { Engine } from '../../engine/engine.ts'
import { selfTest } from '../../engine/self-test.ts'
import type { Trouble } from '../../engine/trouble.ts'
import type { Cause } from '../../trial/job.ts'

export interface WarmEngine {
  /** The worker's engine, loaded when it is first wanted. */
  get(): Promise<Engine>
  /**
   * To be asked after each piece of work, `failure` being what became of it: why its results cannot be believed, if so.
   * An engine that is in trouble, or that cannot even train a small network after a failure, is replaced by `renew`.
   */
  judge(failure?: Cause): Promise<Trouble | undefined>
  /** The engine is replaced by `renew`, whatever it says. */
  distrust(): void
  /**
   * Puts a new engine in the place of one that is not to be trusted, after `letGo` of what is on it. Says why there is
   * none, if so. Never throws: what has been computed is not to blame for it.
   */
  renew(letGo?: () => void): Promise<string | undefined>
  /** Gives back the memory of an engine that has grown, when nothing is left on it. Never throws. */
  trim(): Promise<void>
}

/** One engine that stays warm from task to task, and is replaced where it can no longer be trusted. */
export function createWarmEngine(load: () => Promise<Engine>, prove = selfTest): WarmEngine {
  let engine: Promise<Engine> | undefined
  let isTrusted = true

  /** One that could not be loaded is tried again when it is next wanted. */
  function loadAnew(): Promise<Engine> {
    const loading = isTrusted ? load() : load().then(proven)
    loading.then(
      () => {
        isTrusted = true
      },
      () => {
        engine = undefined
      },
    )
    return loading
  }

  /** In the place of one that broke, an engine has to show that it is right. */
  async function proven(candidate: Engine): Promise<Engine> {
    try {
      await prove()
      return candidate
    } catch (error) {
      candidate.abandon()
      throw error
    }
  }

  function get(): Promise<Engine> {
    engine ??= loadAnew()
    return engine
  }

  async function condition() {
    return (await (await engine)?.condition?.()) ?? {}
  }

  async function troubleAfter(failure: Cause | undefined): Promise<Trouble | undefined> {
    try {
      const { lost } = await condition()
      if (lost !== undefined) return lost
      if (failure === 'error' || failure === 'diverged') await prove()
      return undefined
    } catch (error) {
      return { cause: 'lost', error: `the engine is broken: ${messageOf(error)}` }
    }
  }

  async function abandon(): Promise<void> {
    const broken = engine
    engine = undefined
    await broken?.then(one => one.abandon()).catch(() => undefined)
  }

  return {
    get,
    async judge(failure) {
      const trouble = await troubleAfter(failure)
      if (trouble !== undefined || failure === 'lost' || failure === 'outOfMemory') isTrusted = false
      return trouble
    },
    distrust() {
      isTrusted = false
    },
    async renew(letGo) {
      try {
        if (!isTrusted && engine !== undefined) {
          letGo?.()
          await abandon()
        }
        await get()
        return undefined
      } catch (error) {
        return messageOf(error)
      }
    },
    async trim() {
      const grown = engine
      try {
        if (!isTrusted || !(await condition()).isBloated) return
        engine = undefined
        ;(await grown)?.close()
      } catch {
        engine = grown
        isTrusted = false
      }
    },
  }
}
