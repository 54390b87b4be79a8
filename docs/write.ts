import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../src/root.ts'
import { documents } from './documents.ts'

/** Writes the tables of this folder anew from the data; tests/documents.test.ts fails when they are not current. */
for (const [name, text] of Object.entries(documents())) writeFileSync(join(root, 'docs', name), text)
