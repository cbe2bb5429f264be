import fc from 'fast-check'
import { renderToString } from 'ink'
import { expect, test } from 'vitest'
import { Dashboard } from '../../src/dashboard/Dashboard.tsx'
import { initialUi } from '../../src/dashboard/keys.ts'
import { type View, viewOf } from '../../src/dashboard/view.ts'
import { stateOf } from '../../src/run/book.ts'
import { widthOf } from '../../src/text/width.ts'
import { later, live, runWith, someState, someView, withSweep } from './some-live.ts'

process.env.NO_COLOR = '1'

function draw(view: View, columns: number, rows: number, ui = initialUi): string[] {
  const screen = <Dashboard view={view} ui={ui} columns={columns} rows={rows} quitWord="stop" />
  // Styles other than colours (bold, dim) are looked at elsewhere.
  return renderToString(screen, { columns })
    .replaceAll(/\p{Cc}\[\d+m/gu, '')
    .split('\n')
    .map(line => line.trimEnd())
}

const fixed = (text: string) => text.slice(1).split('\n').slice(0, -1)

test('80 × 24', () => {
  const lines = draw(someView(), 80, 24)
  expect(lines).toHaveLength(23)
  expect(lines.map(line => line.replace(/^\d\d:\d\d /, '22:00 '))).toEqual(
    fixed(`
flowers  running                                                          2m 05s
flowers · 20 images · 5 folds · accuracy (higher is better) · 2 classes: a, b
wasm · cpu · 2 of 2 workers busy · CPU 93 % · 1.4 GB
██████░░░░░░░  4/10 trials · 2 completed · 1 pruned · 1 failed · 1 running

      #  trial  accuracy      ±  best  folds  backbone     learningRate  optimi…
      1      0    0.9200  0.164  96 %    5/5  MobileNetV2         0.001  adam
      2      1    0.7040  0.236          5/5  MobileNetV2          0.02  sgd
running      4   ~0.8133          4 %    2/5  MobileNetV2         0.003  adam
 pruned      2   ~0.4967                 1/5  MobileNetV2           0.5  sgd
 failed      3         –                 0/5  MobileNetV2           0.9  sgd

trial 4, fold 3/5  head 3/4         █████████████░░░░  0.7000  ▁▅█
trial 4, fold 4/5  starting         ░░░░░░░░░░░░░░░░░       –

22:00 trial 0 completed: accuracy 0.9200 ±0.164, new best
22:00 trial 1 completed: accuracy 0.7040 ±0.236
22:00 trial 2 pruned: accuracy 0.3 below the median 0.8
22:00 trial 3 failed: fold 1: loss is not a number



q stop   ? help
`),
  )
})

test('60 × 15: fewer columns, cut titles, the folds and the last message', () => {
  const lines = draw(someView(), 60, 15)
  expect(lines).toHaveLength(14)
  expect(lines.map(line => line.replace(/^\d\d:\d\d /, '22:00 '))).toEqual(
    fixed(`
flowers  running                                      2m 05s
flowers · 20 images · 5 folds · accuracy (higher is better)…
wasm · cpu · 2 of 2 workers busy · CPU 93 % · 1.4 GB
█████░░░░░  4/10 trials · 2 completed · 1 pruned · 1 failed…

      #  trial  accuracy      ±  best  folds  backbone
      1      0    0.9200  0.164  96 %    5/5  MobileNetV2
      2      1    0.7040  0.236          5/5  MobileNetV2
running      4   ~0.8133          4 %    2/5  MobileNetV2
 pruned      2   ~0.4967                 1/5  MobileNetV2
trial 4, fold 3/5  head 3/4         █████░░  0.7000  ▁▅█
trial 4, fold 4/5  starting         ░░░░░░░       –
22:00 trial 3 failed: fold 1: loss is not a number
q stop   ? help   ↑↓ trials 1–4 of 5
`),
  )
})

test('120 × 40 shows all columns and every trial', () => {
  const lines = draw(viewOf(withSweep(runWith(manyTrials(22))), live, later(9)), 120, 40)
  expect(lines).toHaveLength(39)
  expect(lines[5]).toMatch(/^ +# +trial +accuracy +± +best +folds +backbone +learningRate +optimizer$/)
  expect(lines.filter(line => line.includes('MobileNetV2'))).toHaveLength(22)
})

test('scrolling moves the trials, never past the end; help explains the signs', () => {
  const view = viewOf(withSweep(runWith(manyTrials(30))), live, later(9))
  const top = draw(view, 80, 24)
  const end = draw(view, 80, 24, { scroll: 999, isHelpOpen: false })
  expect(top.at(-1)).toContain('trials 1–9 of 30')
  expect(end.at(-1)).toContain('trials 22–30 of 30')
  expect(end).toHaveLength(23)
  expect(draw(view, 80, 24, { scroll: 0, isHelpOpen: true }).at(-1)).toContain('≈ may be the best too')
})

test('a notice takes the place of the keys', () => {
  const view = viewOf(someState(), { ...live, message: 'stopping\nnow' }, later(9))
  expect(draw(view, 80, 24).at(-1)).toBe('stopping now')
})

test('the first frames: nothing yet, and images being decoded', () => {
  expect(draw(viewOf(stateOf([]), live, later(0)), 80, 24)[0]).toBe('nightsweep  preparing')
  const progress = { label: 'decoding images', done: 1, total: 2 }
  expect(draw(viewOf(stateOf([]), { ...live, progress }, later(0)), 80, 24)).toContain(
    '███████░░░░░░  decoding images: 1 of 2',
  )
})

test('no frame is higher than the screen or wider, whatever is in it', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 30 })
  const trial = fc.record({
    config: fc.dictionary(text, fc.oneof(text, fc.double({ noNaN: true })), { maxKeys: 4 }),
    state: fc.constantFrom('completed' as const, 'running' as const, 'pruned' as const, 'failed' as const),
    reason: text,
    scores: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 }),
  })
  const state = fc.array(trial, { maxLength: 30 }).map(trials => runWith(trials))
  fc.assert(
    fc.property(
      state,
      text,
      fc.integer({ min: 20, max: 130 }),
      fc.integer({ min: 2, max: 45 }),
      (run, name, columns, rows) => {
        const lines = draw(viewOf({ ...run, name }, live, later(9)), columns, rows)
        expect(lines.length).toBeLessThanOrEqual(rows - 1)
        expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns)
      },
    ),
    { numRuns: 60 },
  )
}, 60_000)

function manyTrials(count: number) {
  return Array.from({ length: count }, (_, i) => ({
    config: { backbone: 'MobileNetV2', learningRate: 0.001 * (i + 1), optimizer: 'adam' },
    scores: [0.9 - i / 100, 0.9, 0.8, 0.9, 0.9],
  }))
}
