import { expect, test } from 'vitest'
import { jsonSchema } from '../../src/sweep/json-schema.ts'
import { recipeShape } from '../../src/trial/recipe.ts'

const text = JSON.stringify(jsonSchema())

test('editors can complete every recipe value under recipe and under space', () => {
  const { properties } = jsonSchema() as { properties: Record<string, { properties: object }> }
  const names = Object.keys(recipeShape)
  expect(Object.keys(properties.recipe?.properties ?? {})).toEqual(names)
  expect(Object.keys(properties.space?.properties ?? {})).toEqual(names)
})

test('only data must be there, and misspelt keys are marked', () => {
  expect(jsonSchema()).toMatchObject({ required: ['data'], additionalProperties: false })
})

test('values that are kept as written are described all the same', () => {
  expect(text.match(/"constant","cosine","step","cyclical"/g)?.length).toBeGreaterThanOrEqual(2)
  expect(text).not.toContain('"unfreezing":{}')
})

/** Paths of keys, at any depth, of which editors would say nothing. */
function undescribed(schema: unknown, at: string): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, inner]) => {
    if (key !== 'properties') return undescribed(inner, `${at}/${key}`)
    return Object.entries(inner as Record<string, { description?: string; const?: unknown }>).flatMap(
      ([name, property]) => [
        ...(property.description === undefined || property.description === '' ? [`${at}.${name}`] : []),
        ...undescribed(property, `${at}.${name}`),
      ],
    )
  })
}

test('every key has a description, at every depth', () => {
  expect([...new Set(undescribed(jsonSchema(), ''))]).toEqual([])
})
