import type { Dirent } from 'node:fs'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isPartOfExport, placeOf } from './places.ts'

const LOOKS_LIKE =
  'An export has apis/<api>/apiInformation.json, apis/<api>/specification.yaml and policy.xml files (Azure/apiops or apiops-cli).'

/** Nothing of an export lies deeper; a policy of an operation in a workspace does, seven folders down. */
const DEEPEST = 8

/**
 * Reads a configuration export from disk; nothing is written. What lies at one of its places has the name of the place, whatever
 * capitals it is written with.
 * @throws Error when the folder or a file cannot be read, or it holds no API; the message says what is missing.
 */
export async function readExport(folder: string): Promise<Map<string, string>> {
  const found = await stat(folder).catch(() => null)
  if (found === null) throw new Error(`There is no folder ${folder}. ${LOOKS_LIKE}`)
  if (!found.isDirectory()) throw new Error(`${folder} is a file, not the folder of an export. ${LOOKS_LIKE}`)
  const paths = (await filesBelow(folder, '', [])).sort()
  requireApis(folder, paths)
  const parts = paths.filter((path) => isPartOfExport(placeOf(path)))
  return new Map(await Promise.all(parts.map(async (path) => [placeOf(path), await textOf(folder, path)] as const)))
}

/** Links are followed, to files and to folders; one that leads back to a folder above it is not. */
async function filesBelow(root: string, folder: string, above: readonly string[]): Promise<string[]> {
  const here = await realpath(join(root, folder))
  if (above.includes(here) || above.length > DEEPEST) return []
  const entries = (await readdir(here, { withFileTypes: true })).filter(({ name }) => name !== 'node_modules' && name !== '.git')
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      const kind = await kindOf(entry, here)
      return kind === 'folder' ? filesBelow(root, path, [...above, here]) : kind === 'file' ? [path] : []
    }),
  )
  return found.flat()
}

/** A link that leads nowhere is a file that cannot be read. */
async function kindOf(entry: Dirent, folder: string): Promise<'file' | 'folder' | 'other'> {
  const found = entry.isSymbolicLink() ? await stat(join(folder, entry.name)).catch(() => null) : entry
  if (found === null || found.isFile()) return 'file'
  return found.isDirectory() ? 'folder' : 'other'
}

async function textOf(folder: string, path: string): Promise<string> {
  try {
    return decoded(await readFile(join(folder, path)))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`${path} of the export in ${folder} cannot be read: ${reason}. Mend it, or leave the file out.`)
  }
}

/**
 * Editors of Windows begin files with a byte order mark, which JSON.parse does not take, and may write UTF-16. A
 * carriage return alone is no end of a line to the reader of YAML.
 */
function decoded(bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString('hex')
  const encoding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding).decode(bytes).replace(/\r(?!\n)/g, '\n')
}

function requireApis(folder: string, paths: readonly string[]): void {
  const places = paths.map(placeOf)
  if (places.some((path) => /^apis\/[^/]+\/apiInformation\.json$/.test(path))) return
  const inWorkspace = paths.find((path) => /^workspaces\/[^/]+\/apis\/[^/]+\/apiInformation\.json$/.test(placeOf(path)))
  if (inWorkspace !== undefined) {
    const one = join(folder, ...inWorkspace.split('/').slice(0, 2))
    throw new Error(
      `The APIs of ${folder} are all in workspaces, which are not loaded. To run those of one by themselves, name ${one}.`,
    )
  }
  const deeper = paths
    .map((path) => /^(.+?)\/apis\/[^/]+\/apiInformation\.json$/i.exec(path)?.[1])
    .find((root) => root !== undefined)
  const hint = deeper === undefined ? '' : ` Did you mean ${join(folder, deeper)}?`
  throw new Error(`${folder} holds no apis/<api>/apiInformation.json, so it is no API Management export.${hint} ${LOOKS_LIKE}`)
}
