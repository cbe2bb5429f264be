import process from 'node:process'
import { type Key, render, renderToString } from 'ink'
import { withEscapes } from '../base/safe-output.ts'
import type { RunState } from '../run/state.ts'
import { Dashboard } from './Dashboard.tsx'
import { Keys } from './Keys.tsx'
import { initialUi, isQuit, press } from './keys.ts'
import { layoutOf } from './layout.ts'
import type { Live } from './live.ts'
import { openScreen, sizeOf, type Terminal } from './screen.ts'
import { throttle } from './throttle.ts'
import { createViewer, type View, viewOf } from './view.ts'

export interface DashboardOptions {
  readonly stdout: NodeJS.WriteStream
  /** Keys are read from it when it is a terminal. */
  readonly stdin?: NodeJS.ReadStream
  /** q or Ctrl-C was pressed. The dashboard stays until `stop`. */
  readonly onQuit?: () => void
  /** What q does, in a word or two for the last row. */
  readonly quitWord?: string
}

export interface ViewInputs {
  readonly state: RunState
  readonly live: Live
}

export interface RunningDashboard {
  /** Cheap: draws at most once a second whatever the number of calls. */
  update(inputs: ViewInputs): void
  /** Gives the terminal back and leaves the last frame on it. */
  stop(): Promise<void>
}

/** Frames cost more than anything else that is not training. Keys are answered at once all the same. */
const leastMsBetweenFrames = 1000
/** The clock on the screen goes on while nothing happens. */
const tickMs = 1000
const mostFramesPerSecond = 10

/** Takes over the terminal. */
export function startDashboard(options: DashboardOptions): RunningDashboard {
  const { stdin = process.stdin, onQuit, quitWord = 'stop (can be resumed)' } = options
  const stdout = withEscapes(options.stdout)
  let inputs: ViewInputs | undefined
  let ui = initialUi
  let isStopped = false

  const view = createViewer()
  const page = (now: View) =>
    layoutOf(sizeOf(stdout).rows, { ...now, trials: now.board.tones.length, hasFooter: true }).board

  function onKey(input: string, key: Key): void {
    if (isQuit(input, key)) onQuit?.()
    else scroll(input, key)
  }

  function scroll(input: string, key: Key): void {
    if (inputs === undefined) return
    const now = view(inputs.state, inputs.live, new Date())
    ui = press(ui, input, key, page(now), now.board.tones.length)
    draw()
  }

  const frame = () =>
    inputs === undefined || isStopped ? null : (
      <>
        {stdin.isTTY && <Keys onKey={onKey} />}
        <Dashboard
          view={view(inputs.state, inputs.live, new Date())}
          ui={ui}
          {...sizeOf(stdout)}
          quitWord={quitWord}
        />
      </>
    )

  const screen = openScreen(stdout)
  const ink = render(frame(), { stdout, stdin, exitOnCtrlC: false, maxFps: mostFramesPerSecond })
  const draw = () => ink.rerender(frame())
  const drawSoon = throttle(draw, leastMsBetweenFrames)
  const tick = setInterval(drawSoon.call, tickMs)
  const unwatch = screen.onResize(draw)

  return {
    update(latest) {
      inputs = latest
      if (!isStopped) drawSoon.call()
    },
    async stop() {
      if (isStopped) return
      isStopped = true
      clearInterval(tick)
      drawSoon.cancel()
      unwatch()
      const exited = ink.waitUntilExit()
      ink.unmount()
      await exited
      screen.close()
      if (inputs !== undefined) stdout.write(`${lastFrame(inputs, stdout)}\n`)
    },
  }
}

/** The screen without keys, as text that stays; what a finished run looks like. */
export function lastFrame({ state, live }: ViewInputs, stdout: Terminal): string {
  const size = sizeOf(stdout)
  const view = viewOf(state, live, new Date())
  return renderToString(<Dashboard view={view} ui={initialUi} {...size} />, { columns: size.columns })
}
