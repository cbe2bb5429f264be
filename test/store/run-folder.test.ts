import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { findRun, listRuns } from '../../src/store/find-run.ts'
import { readRun } from '../../src/store/read-run.ts'
import { createRun, openRun } from '../../src/store/run-folder.ts'
import { readSnapshot } from '../../src/store/snapshot.ts'
import { runWith } from '../leaderboard/some-run.ts'
import { runEvent, sessionEvent } from '../run/beginning.ts'
import { temporaryFolder } from './temporary.ts'

const first = (name: string) => runEvent({ name })

async function makeRun(runs: string, name: string): Promise<string> {
  const store = await createRun(runs, name)
  await store.append([first(path.basename(store.folder))])
  await store.close()
  return store.folder
}

describe('names', () => {
  test('a taken name gets the next number', async () => {
    const runs = path.join(temporaryFolder(), 'not', 'there', 'yet')
    for (let i = 0; i < 3; i++) await makeRun(runs, 'flowers')
    expect(readdirSync(runs).sort()).toEqual(['flowers', 'flowers-2', 'flowers-3'])
  })

  test('many at once get different folders', async () => {
    const runs = temporaryFolder()
    const folders = await Promise.all(Array.from({ length: 5 }, () => makeRun(runs, 'flowers')))
    expect(new Set(folders).size).toBe(5)
  })

  test('an exact name that is taken is refused, with a free one', async () => {
    const runs = temporaryFolder()
    await makeRun(runs, 'flowers')
    await expect(createRun(runs, 'flowers', { exact: true })).rejects.toMatchObject({
      name: 'UserError',
      next: expect.stringContaining('--name flowers-2'),
    })
  })

  test.each([
    '',
    '.',
    '..',
    '../up',
    'a/b',
    'a\\b',
    '.hidden',
    '-flag',
    'a:b',
    'what?',
    'tab\t',
    'end.',
    'end ',
    'CON',
  ])('refuses %j', async name => {
    const runs = temporaryFolder()
    await expect(createRun(runs, name)).rejects.toMatchObject({ name: 'UserError', where: 'name' })
    expect(readdirSync(runs)).toEqual([])
  })

  test.each(['flowers', 'Äpfel & Birnen (2026)', '花', '2026-11-23', 'a.b_c'])('takes %j', async name => {
    const runs = temporaryFolder()
    expect(path.basename(await makeRun(runs, name))).toBe(name)
  })

  test('suggests a name near to a strange one', async () => {
    await expect(createRun(temporaryFolder(), 'what: now?')).rejects.toMatchObject({
      next: 'For example --name what-now',
    })
  })

  test('a file in place of the runs folder', async () => {
    const file = path.join(temporaryFolder(), 'runs')
    writeFileSync(file, '')
    await expect(createRun(file, 'flowers')).rejects.toMatchObject({ name: 'UserError', where: file })
  })
})

describe('find', () => {
  test('by name or by path', async () => {
    const runs = temporaryFolder()
    const folder = await makeRun(runs, 'flowers')
    expect(await findRun(runs, 'flowers')).toBe(folder)
    expect(await findRun('elsewhere', folder)).toBe(folder)
  })

  test('an unknown name: what there is, the likeliest first', async () => {
    const runs = temporaryFolder()
    for (const name of ['birds', 'flowers']) await makeRun(runs, name)
    await expect(findRun(runs, 'flowres')).rejects.toMatchObject({
      name: 'UserError',
      next: 'There are: flowers, birds',
    })
    await expect(findRun(path.join(runs, 'none'), 'x')).rejects.toMatchObject({
      next: expect.stringContaining('nightsweep run'),
    })
  })

  test('lists only runs, numbers in their order', async () => {
    const runs = temporaryFolder()
    for (const name of ['f-10', 'f-2', 'a']) await makeRun(runs, name)
    mkdirSync(path.join(runs, 'no run'))
    writeFileSync(path.join(runs, '.gitkeep'), '')
    expect((await listRuns(runs)).map(folder => path.basename(folder))).toEqual(['a', 'f-2', 'f-10'])
    expect(await listRuns(path.join(runs, 'none'))).toEqual([])
  })
})

describe('one run', () => {
  test('is held by one writer; closing twice does no harm', async () => {
    const runs = temporaryFolder()
    const store = await createRun(runs, 'flowers')
    await expect(openRun(store.folder)).rejects.toThrow(String(process.pid))
    await store.append([first('flowers')])
    await store.close()
    await store.close()
    await (await openRun(store.folder)).close()
  })

  test('a folder without a journal is no run', async () => {
    await expect(openRun(temporaryFolder())).rejects.toMatchObject({ name: 'UserError' })
  })

  test('reads as interrupted when its process is gone, as running while it lives', async () => {
    const store = await createRun(temporaryFolder(), 'flowers')
    await store.append([first('flowers')])
    await store.append([sessionEvent()])
    expect((await readRun(store.folder)).status).toBe('running')
    await store.close()
    expect(await readRun(store.folder)).toMatchObject({
      status: 'interrupted',
      reason: expect.stringContaining('nightsweep resume flowers'),
    })
  })

  test('a folder whose process died before the first line cannot be read, and says so', async () => {
    const store = await createRun(temporaryFolder(), 'flowers')
    await store.close()
    await expect(readRun(store.folder)).rejects.toMatchObject({ name: 'UserError', where: store.folder })
    for (let i = 0; i < 2; i++)
      await expect(openRun(store.folder)).rejects.toThrow('before its first line was written')
  })

  test('folds.json says the fold of every file', async () => {
    const store = await createRun(temporaryFolder(), 'flowers')
    const images = [
      { file: 'a/1.jpg', label: 0 },
      { file: 'b/2.jpg', label: 1 },
    ]
    await store.keepFolds({ k: 2, of: [1, -1], hash: 'h' }, images)
    await store.close()
    expect(JSON.parse(readFileSync(path.join(store.folder, 'folds.json'), 'utf8'))).toEqual({
      k: 2,
      hash: 'h',
      folds: { 'a/1.jpg': 1, 'b/2.jpg': -1 },
    })
  })
})

describe('run.json', () => {
  test('is a small summary: ten rows, no curves', async () => {
    const store = await createRun(temporaryFolder(), 'flowers')
    expect(await readSnapshot(store.folder)).toBeUndefined()
    const state = runWith(Array.from({ length: 200 }, (_, i) => ({ scores: Array(5).fill(i / 200) })))
    await Promise.all([store.snapshot(runWith([])), store.snapshot(runWith([])), store.snapshot(state)])
    await store.close()
    expect(await readSnapshot(store.folder)).toMatchObject({
      name: 'flowers',
      status: 'running',
      counts: { trials: 200, completed: 200, foldsDone: 1000 },
      best: { trial: 199 },
      session: { engine: 'wasm' },
      folds: { k: 5, hash: 'h' },
    })
    const text = readFileSync(path.join(store.folder, 'run.json'), 'utf8')
    expect(JSON.parse(text).leaderboard).toHaveLength(10)
    expect(text.length).toBeLessThan(8000)
    expect(text).not.toContain('trainLoss')
  })

  test('of a run that has just begun', async () => {
    const store = await createRun(temporaryFolder(), 'flowers')
    await store.snapshot(runWith([]))
    await store.close()
    expect(await readSnapshot(store.folder)).toMatchObject({ best: null, leaderboard: [], endedAt: null })
  })
})
