/** Run after a build: `node dist/sweep/write-schema.js` writes what follows from the lists of the program anew. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { jsonSchema } from './json-schema.ts'
import { referencePage } from './reference/page.ts'
import { withAllValues } from './reference/recipe-lines.ts'

const root = new URL('../../', import.meta.url)
writeFileSync(new URL('search-spaces/schema.json', root), `${JSON.stringify(jsonSchema(), null, 1)}\n`)
mkdirSync(new URL('docs/', root), { recursive: true })
writeFileSync(new URL('docs/reference.md', root), referencePage())

const quickstart = new URL('search-spaces/quickstart.yaml', root)
writeFileSync(quickstart, withAllValues(readFileSync(quickstart, 'utf8')))
