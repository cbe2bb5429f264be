import { expect, test } from 'vitest'
import { arrange, type Column, tableText } from '../../src/text/table.ts'

const columns: Column[] = [
  { title: '#', align: 'right', cells: ['1', '10'] },
  { title: 'accuracy', align: 'right', cells: ['0.9', '0.85'] },
  { title: 'learningRate', align: 'right', cells: ['0.01', '1.2e-4'], isOptional: true },
  { title: 'backbone', align: 'left', cells: ['MobileNetV2', '花'], isOptional: true },
]
const text = (width: number) => tableText(arrange(columns, width), width)

test('columns are aligned and as wide as they need', () => {
  expect(text(60)).toBe(
    [
      ' #  accuracy  learningRate  backbone',
      ' 1       0.9          0.01  MobileNetV2',
      '10      0.85        1.2e-4  花',
    ].join('\n'),
  )
})

test('titles are cut before columns are left out', () => {
  expect(text(33)).toBe(
    [' #  accuracy  learn…  backbone', ' 1       0.9    0.01  MobileNetV2', '10      0.85  1.2e-4  花'].join(
      '\n',
    ),
  )
  expect(arrange(columns, 33).hidden).toEqual([])
  expect(arrange(columns, 25).hidden).toEqual(['backbone'])
  expect(arrange(columns, 12).hidden).toEqual(['learningRate', 'backbone'])
})

test('no line is wider than asked, even when the needed columns are', () => {
  expect(text(8)).toBe([' #  acc…', ' 1     …', '10    0…'].join('\n'))
})
