import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { type AskOptions, askChild, NoAnswer } from '../../src/base/ask-child.ts'
import { UserError } from '../../src/base/errors.ts'
import { isAlive } from '../../src/base/is-alive.ts'
import { temporaryFolder } from '../setup/images.ts'

interface Sum {
  readonly question: readonly number[]
  readonly note: number
  readonly answer: number
}

const base = path.resolve(import.meta.dirname, '../../dist/base')

/** A child that answers as the body says: `question` and `tell` are there. */
function ask(body: string, options: Partial<AskOptions<Sum>> = {}): Promise<number> {
  const file = path.join(temporaryFolder(), 'child.mjs')
  writeFileSync(
    file,
    `import { answerParent } from ${JSON.stringify(path.join(base, 'answer-parent.js'))}
     import { UserError } from ${JSON.stringify(path.join(base, 'errors.js'))}
     answerParent(async (question, tell) => { ${body} })`,
  )
  return askChild<Sum>({ entry: pathToFileURL(file), name: 'adding', question: [1, 2, 3], ...options })
}

test('a question is answered; what is told meanwhile comes in order, and print is no answer', async () => {
  const notes: number[] = []
  const body = `let sum = 0
    for (const x of question) { tell(sum += x); console.log('[0]') }
    setInterval(() => {}, 1000)
    return sum`
  expect(await ask(body, { onNote: note => notes.push(note) })).toBe(6)
  expect(notes).toEqual([1, 3, 6])
})

test('a refusal arrives whole, another error with its first sentence', async () => {
  const refused = ask("throw new UserError('no sum', { where: 'a.csv:3', next: 'Add.', details: ['x'] })")
  await expect(refused).rejects.toBeInstanceOf(UserError)
  await expect(refused).rejects.toMatchObject({
    message: 'no sum',
    where: 'a.csv:3',
    next: 'Add.',
    details: ['x'],
  })
  const failed = ask("throw new TypeError('no number\\nat all')")
  await expect(failed).rejects.toThrow(/^no number$/)
  await expect(failed).rejects.not.toBeInstanceOf(UserError)
})

test('a crash is told with its last line, however late that is printed', async () => {
  const crash = ask(
    "console.error('first'); process.stderr.write('last words'); process.kill(process.pid, 'SIGSEGV')",
  )
  await expect(crash).rejects.toBeInstanceOf(NoAnswer)
  await expect(crash).rejects.toMatchObject({
    message: 'the adding process ended with signal SIGSEGV (first | last words)',
    end: { code: null, signal: 'SIGSEGV', lastLine: 'last words' },
  })
})

test('a process that cannot start is told, too', async () => {
  const { execPath } = process
  process.execPath = '/nowhere/node'
  const answer = ask('return 1').finally(() => {
    process.execPath = execPath
  })
  await expect(answer).rejects.toThrow(/^the adding process could not start \(.*ENOENT/)
})

test('a hang ends when its time is over, and the process with it', async () => {
  const pids: number[] = []
  const hang = ask('tell(process.pid); await new Promise(r => setTimeout(r, 50)); for (;;);', {
    timeoutMs: 4000,
    onNote: pid => pids.push(pid),
  })
  await expect(hang).rejects.toMatchObject({ message: 'gave no answer in 4 s', end: undefined })
  expect(pids).toHaveLength(1)
  expect(isAlive(pids[0]!)).toBe(false)
})

test('an abort rejects with its reason when the process has ended', async () => {
  const abort = new AbortController()
  const file = path.join(temporaryFolder(), 'done')
  const body = `tell(1); await new Promise(r => setTimeout(r, 2000))
    (await import('node:fs')).writeFileSync(${JSON.stringify(file)}, '')`
  const answer = ask(body, { signal: abort.signal, onNote: () => abort.abort(new Error('interrupted')) })
  await expect(answer).rejects.toThrow('interrupted')
  await sleep(2500)
  expect(existsSync(file)).toBe(false)
  await expect(ask('return 1', { signal: abort.signal })).rejects.toThrow('interrupted')
})

test('a child that a hang-up ends before it listens is replaced by one that answers; one that listens stays', async () => {
  const folder = temporaryFolder()
  const [entry, mark] = [path.join(folder, 'child.mjs'), path.join(folder, 'mark')]
  writeFileSync(
    entry,
    `import { existsSync, writeFileSync } from 'node:fs'
     const mark = ${JSON.stringify(mark)}
     if (!existsSync(mark)) {
       writeFileSync(mark, '')
       process.kill(process.pid, 'SIGHUP')
       await new Promise(resolve => setTimeout(resolve, 10_000))
     }
     const { answerParent } = await import(${JSON.stringify(path.join(base, 'answer-parent.js'))})
     answerParent(async question => {
       process.kill(process.pid, 'SIGHUP')
       return question.length
     })`,
  )
  const options = { entry: pathToFileURL(entry), name: 'counting', question: [1, 2, 3] }
  expect(await askChild<Sum>(options)).toBe(3)
})
