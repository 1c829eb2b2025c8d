import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { flowJsonSchema } from './flow-json-schema.js'

// Writes src/definition/flow.schema.json anew: npx jiti test/scripts/make-flow-schema.ts
const file = fileURLToPath(new URL('../../src/definition/flow.schema.json', import.meta.url))
writeFileSync(file, `${JSON.stringify(flowJsonSchema(), null, 2)}\n`)
