import { expect, test } from 'vitest'
import { duplicatesByPlace, mustLook, tellDuplicates } from '../../src/coordinator/duplicates.ts'
import { makeFolds } from '../../src/data/folds.ts'
import { stateOf } from '../../src/run/book.ts'
import { duplicatesText } from '../../src/run/duplicates.ts'
import { eventSchema } from '../../src/run/event.ts'
import { dataEvent, journalSweep, runEvent } from '../run/beginning.ts'

const images = ['a/1.jpg', 'a/2.jpg', 'b/1.jpg', 'b/2.jpg'].map((file, i) => ({ file, label: i >> 1 }))
const found = { groups: [[0, 1, 3]], identical: [[1, 3]] }
const named = { groups: [['a/1.jpg', 'a/2.jpg', 'b/2.jpg']], identical: [['a/2.jpg', 'b/2.jpg']] }
const { data } = journalSweep()
const sweepWith = (duplicates: 'group' | 'warn' | 'none') => journalSweep({ data: { ...data, duplicates } })

test('a journal keeps duplicates by name, and gives them back by place', () => {
  const folds = { k: 2, of: [0, 0, 1, 0], hash: '' }
  const { duplicates } = tellDuplicates(sweepWith('group'), found, images, { classes: ['a', 'b'] }, folds)
  expect(duplicates).toEqual({ ...named, hasFixedFolds: false, split: 0 })
  expect(duplicatesByPlace(named, images)).toEqual(found)
  expect(duplicatesByPlace(named, [...images].reverse())).toEqual({
    groups: [[0, 2, 3]],
    identical: [[0, 2]],
  })
})

test('they are looked for once a run, and never in a run that began without', () => {
  expect(mustLook(sweepWith('group'), {})).toBe(true)
  expect(mustLook(sweepWith('warn'), {})).toBe(true)
  expect(mustLook(sweepWith('none'), {})).toBe(false)
  expect(mustLook(journalSweep(), {})).toBe(false)
  expect(mustLook(sweepWith('group'), stateOf([runEvent(), dataEvent()]))).toBe(false)
})

test('the board tells of them from the journal; an older journal says nothing', () => {
  const sweep = sweepWith('group')
  const events = [runEvent({ sweep }), dataEvent(5, { duplicates: named })]
  expect(events.map(event => eventSchema.parse(JSON.parse(JSON.stringify(event))))).toEqual(events)
  expect(duplicatesText(stateOf(events))).toBe('1 group of duplicates (3 images) kept in one fold each')
  expect(duplicatesText(stateOf([runEvent(), dataEvent()]))).toBe('')
})

test('identical images under different labels are noted by name', () => {
  const folds = { k: 2, of: [0, 0, 1, 0], hash: '' }
  const told = tellDuplicates(sweepWith('group'), found, images, { classes: ['a', 'b'] }, folds)
  expect(told.warnings[0]).toBe('1 identical image under different labels: a/2.jpg = b/2.jpg')
})

test('where a table gives the folds, or test images, nothing claims that duplicates are kept together', () => {
  const sweep = sweepWith('group')
  const boardOf = (of: readonly number[], assigned?: Record<string, number>) => {
    const dataset = { classes: ['a', 'b'], ...(assigned && { assigned }) }
    const { duplicates } = tellDuplicates(sweep, found, images, dataset, { k: 2, of, hash: '' })
    const event = dataEvent(4, { duplicates })
    expect(eventSchema.parse(JSON.parse(JSON.stringify(event)))).toEqual(event)
    return duplicatesText(stateOf([runEvent({ sweep }), event]))
  }
  expect(boardOf([0, 1, 1, 0], { 'a/1.jpg': 0 })).toBe(
    '1 group of duplicates (3 images); the given folds stay as they are',
  )
  expect(boardOf([0, 0, 1, -1])).toBe(
    '1 group of duplicates (3 images) both among the test images and outside them',
  )
  expect(boardOf([0, 0, 1, 0])).toBe('1 group of duplicates (3 images) kept in one fold each')
})

test('a run of before keeps its folds: without duplicates they are what they were', () => {
  const many = Array.from({ length: 30 }, (_, i) => ({ file: `${i}.jpg`, label: i % 3 }))
  const options = { k: 3, stratified: true, grouped: false, seed: 4, holdout: 0.1 }
  // The hashes that the version before duplicates gave these images.
  expect(makeFolds(many, ['a', 'b', 'c'], options).hash).toBe(
    'da40bc80c409b4c1a5e050f585cfd2c21cb426a619e70d8fa4856b3dde2413cd',
  )
  const grouped = many.map((image, i) => ({ ...image, group: `g${i % 11}` }))
  expect(makeFolds(grouped, ['a', 'b', 'c'], { ...options, grouped: true }).hash).toBe(
    '7deab45eaccd17db70c6748d6ac7991c6d6c1770248ea4f8bcb7bfbbfc6dc7de',
  )
})
