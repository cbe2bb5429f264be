import { UserError } from '../../base/errors.ts'
import { columnName, writtenColumn } from './guess-columns.ts'
import type { Table } from './read-table.ts'

/** What a split column says of each row. */
export interface SplitColumn {
  readonly test: readonly boolean[]
  /** Fixed folds instead, from 0. */
  readonly fold?: readonly (number | undefined)[]
  /** In words, for people. */
  readonly said: string
}

const trainWords = /^(train(ing)?|val(id|idation)?|dev(elopment)?|all|)$/i
const testWords = /^(test(ing)?|hold-?out)$/i
/** In a column that asks, such as is_test. */
const yes = /^(true|yes|t|y|1(\.0)?)$/i
const no = /^(false|no|f|n|0(\.0)?|)$/i
const asksForTest = /^is[\s_.-]*(test|hold[\s_.-]*out)$/i
const asksForValidation = /^is[\s_.-]*val(id|idation)?$/i

/** Words mean training or test, numbers in a column of folds are fixed folds; anything else is asked about. */
export function splitOf(table: Table, place: number, isNamed: boolean): SplitColumn {
  const texts = table.rows.map(({ fields }) => (fields[place] ?? '').trim())
  const name = columnName(table.names, place)
  const distinct = [...new Set(texts)].filter(text => text !== '')
  if (distinct.every(text => trainWords.test(text) || testWords.test(text)))
    return words(texts, name, distinct)
  if (distinct.every(text => yes.test(text) || no.test(text))) {
    const answers = (then: string) => texts.map(text => (yes.test(text) ? then : 'train'))
    if (asksForTest.test(name)) return words(answers('test'), name, ['train', 'test'])
    if (asksForValidation.test(name)) return words(answers('val'), name, ['train', 'val'])
  }
  const fold = /fold/i.test(name) || (isNamed && distinct.length > 2) ? foldsOf(texts, distinct) : undefined
  if (fold === undefined) throw unclear(table, place, distinct)
  return { test: [], fold, said: `folds from ${name} (${distinct.length})` }
}

function words(texts: readonly string[], name: string, distinct: readonly string[]): SplitColumn {
  const test = texts.map(text => testWords.test(text))
  const count = test.filter(Boolean).length
  const others = distinct.filter(text => !testWords.test(text))
  const together = others.length > 1 ? `, ${others.join(' and ')} are folded together` : ''
  if (count > 0) return { test, said: `split from ${name} (${count} test images are the holdout${together})` }
  return { test, said: `nothing from ${name}: no image is of a test split${together}` }
}

/** 0 … k−1, or 1 … k. */
function foldsOf(texts: readonly string[], distinct: readonly string[]): SplitColumn['fold'] {
  const numbers = distinct.map(Number).sort((a, b) => a - b)
  const [first = -1] = numbers
  if (first !== 0 && first !== 1) return undefined
  if (numbers.length < 2 || numbers.some((number, i) => number !== first + i)) return undefined
  return texts.map(text => (text === '' ? undefined : Number(text) - first))
}

function unclear(table: Table, place: number, distinct: readonly string[]): UserError {
  const name = columnName(table.names, place)
  const few = distinct.slice(0, 6).map(text => JSON.stringify(text))
  const areFolds = !/fold/i.test(name) && distinct.length > 2 && foldsOf(distinct, distinct) !== undefined
  return new UserError(`The column ${name} does not say what is for training and what for the test`, {
    where: `${table.file}:${table.line}`,
    details: [`it holds ${few.join(', ')}${distinct.length > few.length ? ', …' : ''}`],
    next: [
      'Write train, val or test in it',
      ...(/fold/i.test(name) ? ['number the folds 0, 1, 2, … without a gap'] : []),
      ...(areFolds
        ? [`data.columns: { split: ${writtenColumn(table, place)} } if these are numbers of folds`]
        : []),
      'data.columns: { split: false } to leave it aside.',
    ].join(', or '),
  })
}
