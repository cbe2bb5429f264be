import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createLedger, type Entry } from '../../src/coordinator/ledger.ts'
import { slotsOf } from '../../src/execution/pool/slots.ts'
import type { RunEvent } from '../../src/run/event.ts'
import { simulate, someSweep } from './simulate.ts'

const now = () => new Date('2026-01-01T22:00:00Z')
const note = (text: string): Entry => ({ type: 'note', level: 'info', text })

/** A journal whose writes take their time. */
function slowJournal(ms: number) {
  const batches: (readonly RunEvent[])[] = []
  const append = async (events: readonly RunEvent[]) => {
    await sleep(ms)
    batches.push(events)
  }
  return { batches, append, written: () => batches.flat() }
}

const textsOf = (events: readonly RunEvent[]) =>
  events.map(event => (event.type === 'note' ? event.text : event.type))

describe('the ledger', () => {
  test('knows at once what is written later, in the same order, with one write for all that has gathered', async () => {
    const { batches, append, written } = slowJournal(5)
    const ledger = createLedger({ append, now })
    ledger.open()
    const texts = Array.from({ length: 500 }, (_, i) => String(i))
    for (const text of texts) {
      ledger.record(note(text))
      if (text === '250') await sleep(1)
    }
    expect(ledger.state.notes.map(({ text }) => text)).toEqual(texts)
    await ledger.flush()
    expect(textsOf(written())).toEqual(texts)
    expect(batches.length).toBeLessThan(5)
  })

  test('writes nothing before it is opened, and then all of it', async () => {
    const { append, written } = slowJournal(0)
    const ledger = createLedger({ append, now })
    ledger.record(note('while the host was opened'))
    await ledger.flush()
    await sleep(5)
    expect(written()).toEqual([])
    ledger.open()
    ledger.record(note('afterwards'))
    await ledger.flush()
    expect(textsOf(written())).toEqual(['while the host was opened', 'afterwards'])
  })

  test('after a failed write nothing more is written, and nothing is thrown at nobody', async () => {
    const written: RunEvent[] = []
    const rejections: unknown[] = []
    const onRejection = (error: unknown) => rejections.push(error)
    process.on('unhandledRejection', onRejection)
    let changes = 0
    const ledger = createLedger({
      now,
      append: async events => {
        if (written.length > 0) throw new Error('no space left')
        written.push(...events)
      },
    })
    ledger.onChange(() => changes++)
    ledger.open()
    for (const text of ['a', 'b', 'c', 'd']) {
      ledger.record(note(text))
      await sleep(1)
    }
    ledger.record({ type: 'ended', state: 'failed', reason: 'x' })
    await ledger.flush()
    await sleep(5)
    process.off('unhandledRejection', onRejection)
    expect(textsOf(written)).toEqual(['a'])
    expect(ledger.failure).toMatchObject({ message: 'no space left' })
    expect(ledger.isBehind).toBe(false)
    expect(changes).toBeGreaterThan(0)
    expect(rejections).toEqual([])
  })

  test('is behind while much waits or has waited long', async () => {
    const { append } = slowJournal(1500)
    const ledger = createLedger({ append, now })
    ledger.open()
    ledger.record(note('first'))
    await sleep(1)
    ledger.record(note('second'))
    expect(ledger.isBehind).toBe(false)
    await sleep(300)
    expect(ledger.isBehind).toBe(true)
    await ledger.flush()
    expect(ledger.isBehind).toBe(false)
    for (let i = 0; i < 300; i++) ledger.record(note(String(i)))
    expect(ledger.isBehind).toBe(true)
    await ledger.flush()
  })
})

test('new folds wait while the journal is slow: never more than a thousand events are unwritten', async () => {
  const { unfreezeDepth: _, ...heads } = someSweep().space
  let recorded = 0
  let written = 0
  let farthest = 0
  const { state, added } = await simulate(someSweep({ space: heads, budget: { trials: 120 } }), {
    capacity: 2,
    slotsOf,
    onEvent: () => {
      recorded++
      farthest = Math.max(farthest, recorded - written)
    },
    append: async events => {
      await sleep(15)
      written += events.length
    },
  })
  expect(state.trials).toHaveLength(0)
  expect(added).toEqual([])
  expect(recorded).toBe(written)
  expect(recorded).toBeGreaterThan(1800)
  expect(farthest).toBeLessThan(1000)
})
