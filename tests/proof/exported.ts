import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type ExportEdit, editExport, readExport } from '../../reference/apim/index.ts'
import { root } from '../../src/root.ts'

/** Writes the configuration of the healthy chain with these edits into the folder, as somebody would have extracted it. */
export async function writeExport(edits: readonly ExportEdit[], folder: string): Promise<string> {
  for (const [file, text] of editExport(await readExport(join(root, 'fixtures', 'apim', 'healthy')), edits)) {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), text)
  }
  return folder
}
