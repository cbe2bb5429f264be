import { describe, expect, test } from 'vitest'
import { holdoutSentence } from '../../src/commands/holdout-sentence.ts'
import { simulatedCurve } from '../../src/execution/simulated/curve.ts'
import { leaderboard } from '../../src/leaderboard/rank.ts'
import type { RunEvent } from '../../src/run/event.ts'
import type { Sweep } from '../../src/sweep/sweep.ts'
import { holdoutFold } from '../../src/trial/fold-places.ts'
import type { FoldJob } from '../../src/trial/job.ts'
import { only, session, simulate, someSweep } from './simulate.ts'

const data = { path: '/flowers', imageSize: 32, holdout: 0.1 }
const sweepOf = (change: Partial<Sweep> = {}) => someSweep({ data, baseline: true, ...change })

const held = (events: readonly RunEvent[]) =>
  only(events, 'foldEnded').filter(({ fold, outcome }) => fold === holdoutFold && outcome.status === 'done')
const texts = (events: readonly RunEvent[]) =>
  only(events, 'note').flatMap(({ text }) => (text.startsWith('holdout') ? [text] : []))

/** Remembers the jobs for the holdout. */
function listening() {
  const jobs: FoldJob[] = []
  const curve = (job: FoldJob, epoch: number) => {
    if (job.fold === holdoutFold && epoch === 1) jobs.push(job)
    return simulatedCurve(job, epoch)
  }
  return { jobs, curve }
}

describe('once all folds have ended', () => {
  test('the winner and the best baseline are scored, once each, and the board shows it beside the mean', async () => {
    const { added, state } = await simulate(sweepOf())
    const winner = state.best?.trial.number ?? -1
    expect(winner).toBeGreaterThan(0)
    expect(held(added).map(({ trial }) => trial)).toEqual(expect.arrayContaining([winner, 0]))
    expect(held(added)).toHaveLength(2)
    const first = added.findIndex(event => event.type === 'foldStarted' && event.fold === holdoutFold)
    expect(added.slice(first).some(event => event.type === 'trialStarted')).toBe(false)
    expect(state).toMatchObject({ status: 'finished', reason: '6 of 6 trials and 1 baseline' })
    const rows = leaderboard(state).trials
    expect(rows[0]?.holdout).toMatchObject({ images: 300, score: expect.any(Number) })
    expect(rows[0]?.holdout?.low).toBeLessThan(rows[0]?.holdout?.score ?? 0)
    expect(rows.filter(({ holdout }) => holdout !== null)).toHaveLength(2)
    expect(rows[0]?.foldScores).toHaveLength(3)
    expect(holdoutSentence(state)).toMatch(
      new RegExp(
        `^Holdout \\(300 images, opened once\\): trial ${winner} 0\\.\\d{4}, between 0\\.\\d\\d and 0\\.\\d\\d; baseline 0\\.\\d{4}\\.$`,
      ),
    )
  })

  test('nothing is set aside, nothing is scored', async () => {
    const { added } = await simulate(someSweep({ baseline: true }))
    expect(held(added)).toEqual([])
    expect(texts(added)).toEqual([])
  })

  test('without early stopping, for as many epochs as the folds chose together', async () => {
    const { jobs, curve } = listening()
    const recipe = { headEpochs: 12, fineTuneEpochs: 8, earlyStopping: { patience: 2, minDelta: 0 } }
    const { state } = await simulate(sweepOf({ recipe }), { curve })
    const job = jobs.find(({ trial }) => trial === state.best?.trial.number)
    expect(job?.recipe).toMatchObject({ headEpochs: 12, earlyStopping: null })
    expect(job?.epochs?.head).toBeGreaterThan(0)
    expect(job?.epochs?.head).toBeLessThanOrEqual(12)
    const { head = 0, fineTune = 0 } = job?.epochs ?? {}
    expect(state.best?.trial.holdout?.curve.length).toBe(head + fineTune)
  })

  test('the ranking, and what is proposed, is the same with a holdout or without', async () => {
    const [a, b] = [await simulate(sweepOf()), await simulate(someSweep({ baseline: true }))]
    const essence = (state: typeof a.state) =>
      leaderboard(state).trials.map(({ trial, config, mean }) => ({ trial, config, mean }))
    expect(essence(a.state)).toEqual(essence(b.state))
  })

  test('a target that is reached ends the search, not the last stage', async () => {
    const { added, state } = await simulate(sweepOf({ budget: { trials: 40, target: 0.5 } }))
    expect(state.reason).toMatch(/reached the target/)
    expect(state.trials.length).toBeLessThan(40)
    expect(held(added).length).toBeGreaterThan(0)
  })
})

describe('a session that goes on', () => {
  test('does not open it again', async () => {
    const first = await simulate(sweepOf())
    const { added } = await simulate(sweepOf(), { journal: [...first.journal, session()] })
    expect(only(added, 'foldStarted')).toEqual([])
  })

  test.each([1, 2, 3, 4, 5])('killed in it (%i), it scores what was not scored', async cut => {
    const { journal, state } = await simulate(sweepOf(), { capacity: 1 })
    const first = journal.findIndex(event => event.type === 'foldStarted' && event.fold === holdoutFold)
    const next = await simulate(sweepOf(), { journal: [...journal.slice(0, first + cut * 2), session()] })
    expect(held(next.journal)).toHaveLength(2)
    expect(leaderboard(next.state)).toEqual({
      ...leaderboard(state),
      trials: leaderboard(state).trials.map(row => ({ ...row })),
    })
  })

  test('with more trials: the winner stays and is not scored again, and it says so', async () => {
    const first = await simulate(sweepOf())
    const winner = first.state.best?.trial.number
    const worse = (job: FoldJob, epoch: number) => {
      const point = simulatedCurve(job, epoch)
      return job.trial < 7 ? point : { ...point, metrics: { ...point.metrics, accuracy: 0.1 } }
    }
    const more = sweepOf({ budget: { trials: 8 } })
    const { added } = await simulate(more, { journal: [...first.journal, session()], curve: worse })
    expect(held(added)).toEqual([])
    expect(texts(added)).toEqual([
      `holdout: opened before these trials; trial ${winner} still wins and is not scored again`,
    ])
  })

  test('with a new winner: it is scored, and told to be no longer untouched', async () => {
    const first = await simulate(sweepOf())
    const better = (job: FoldJob, epoch: number) => {
      const point = simulatedCurve(job, epoch)
      return job.trial < 7 ? point : { ...point, metrics: { ...point.metrics, accuracy: 0.99 } }
    }
    const more = sweepOf({ budget: { trials: 8 } })
    const { added, state } = await simulate(more, { journal: [...first.journal, session()], curve: better })
    expect(held(added).map(({ trial }) => trial)).toEqual([7])
    expect(only(added, 'note').find(({ level }) => level === 'warning')?.text).toMatch(
      /^holdout: opened before, for trial \d, and trial 7 wins now: for it the images are no longer untouched$/,
    )
    expect(holdoutSentence(state)).toContain('no longer untouched')
  })
})

test('a process that dies in it does not cost the score', async () => {
  const { added } = await simulate(sweepOf(), {
    crash: (job, attempt, epoch) =>
      job.fold === holdoutFold && attempt === 1 && epoch === 2 ? 'death' : undefined,
  })
  expect(held(added)).toHaveLength(2)
})
