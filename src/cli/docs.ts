import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { documents } from '../report/documents.ts'
import { root } from '../root.ts'

/** Writes the tables of `docs/` anew from the data; tests/documents.test.ts fails when they are not current. */
const folder = join(root, 'docs')
mkdirSync(folder, { recursive: true })
for (const [name, text] of Object.entries(documents())) writeFileSync(join(folder, name), text)
