import { rewriteLine } from '../../base/safe-output.ts'
import { formatSeconds } from '../../text/format.ts'

/** Where the steps are told. */
export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

interface Step<T> {
  /** What is being done: "Building the addon". */
  readonly title: string
  /** `say` shows what the step is at, on a terminal only. */
  run(say: (line: string) => void): Promise<T>
  /** What came of it, in a few words. */
  result(value: T): string
}

export type Steps = <T>(step: Step<T>) => Promise<T>

/** Runs steps one by one; each is a line with what it does, what came of it and how long it took. */
export function createSteps(output: Output, now: () => number = () => performance.now()): Steps {
  let number = 0
  return async ({ title, run, result }) => {
    const startedAt = now()
    const head = `${++number}. ${title} … `
    const elapsed = () => formatSeconds((now() - startedAt) / 1000)
    output.write(head)
    const say = (line: string) => {
      if (!output.isTTY) return
      const text = `${head}${elapsed()} ${line}`
      rewriteLine(output, text.slice(0, (output.columns ?? 80) - 1))
    }
    try {
      const value = await run(say)
      if (output.isTTY) rewriteLine(output, head)
      output.write(`${result(value)} (${elapsed()})\n`)
      return value
    } catch (error) {
      if (output.isTTY) rewriteLine(output, head)
      output.write(`failed (${elapsed()})\n`)
      throw error
    }
  }
}
