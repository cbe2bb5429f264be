import process from 'node:process'
import { expect, onTestFinished, test } from 'vitest'
import { listenToSignals } from '../../src/commands/signals.ts'

/** What becomes of signals, in their order. */
function heard(signals: readonly ('SIGINT' | 'SIGTERM' | 'SIGHUP')[], stopOnHangup = false): string[] {
  const said: string[] = []
  const { close } = listenToSignals(
    {
      onStop: why => said.push(why?.message ?? 'Ctrl-C'),
      onStopAgain: () => said.push('at once'),
      onHangUp: () => said.push('hung up'),
    },
    { stopOnHangup },
  )
  onTestFinished(close)
  for (const signal of signals) process.emit(signal)
  close()
  return said
}

const terminated = 'stopped by a signal (SIGTERM); `nightsweep resume` goes on'

test('a first Ctrl-C or SIGTERM ends in order, a second at once; a hang-up ends nothing', () => {
  expect(heard(['SIGINT', 'SIGINT'])).toEqual(['Ctrl-C', 'at once'])
  expect(heard(['SIGHUP', 'SIGTERM', 'SIGTERM'])).toEqual(['hung up', terminated, 'at once'])
  expect(heard(['SIGHUP', 'SIGHUP'])).toEqual(['hung up'])
})

test('a hang-up that ends the session is no second request', () => {
  const hungUp = ['hung up', 'stopped when the terminal was closed; `nightsweep resume` goes on']
  expect(heard(['SIGHUP', 'SIGHUP'], true)).toEqual(hungUp)
  expect(heard(['SIGHUP', 'SIGINT'], true)).toEqual([...hungUp, 'at once'])
  expect(heard(['SIGTERM', 'SIGHUP'], true)).toEqual([terminated, 'hung up'])
})
