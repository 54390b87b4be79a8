import { mkdirSync, writeFileSync } from 'node:fs'
import { documents } from '../report/documents.ts'

/** Writes the tables of `docs/` anew from the data; tests/documents.test.ts fails when they are not current. */
const folder = new URL('../../docs/', import.meta.url)
mkdirSync(folder, { recursive: true })
for (const [name, text] of Object.entries(documents())) writeFileSync(new URL(name, folder), text)
