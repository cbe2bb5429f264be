/** Run after a build: `node dist/sweep/write-schema.js` writes search-spaces/schema.json anew. */
import { writeFileSync } from 'node:fs'
import { jsonSchema } from './json-schema.ts'

const file = new URL('../../search-spaces/schema.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(jsonSchema(), null, 1)}\n`)
