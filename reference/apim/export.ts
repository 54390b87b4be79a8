import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/** A configuration export held in memory: relative path with forward slashes → text. */
export type ApimExport = ReadonlyMap<string, string>

/** One change to an export. A fault of APIM is a list of these, as it is in life. */
export type ExportEdit =
  | { readonly file: string; readonly find: string; readonly replace: string }
  | { readonly file: string; readonly remove: true }
  | { readonly file: string; readonly add: string }

const LOOKS_LIKE =
  'An export has apis/<api>/apiInformation.json, apis/<api>/specification.yaml and policy.xml files (Azure/apiops or apiops-cli).'

/** The only files of an export that say what the gateway does. */
const TEXT_FILES = /\.(xml|json|ya?ml)$/i

/**
 * Reads a configuration export from disk; nothing is written.
 * @throws Error when the folder cannot be read or holds no API; the message says what is missing and what an export looks like.
 */
export async function readExport(folder: string): Promise<Map<string, string>> {
  const found = await stat(folder).catch(() => null)
  if (found === null) throw new Error(`There is no folder ${folder}. ${LOOKS_LIKE}`)
  if (!found.isDirectory()) throw new Error(`${folder} is a file, not the folder of an export. ${LOOKS_LIKE}`)
  const names = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && TEXT_FILES.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.split(sep).some((part) => part === 'node_modules' || part === '.git'))
  const paths = names.map((path) => relative(folder, path).split(sep).join('/')).sort()
  requireApis(folder, paths)
  // Editors of Windows begin files with a byte order mark, which JSON.parse does not take.
  const textOf = async (path: string): Promise<string> => (await readFile(join(folder, path), 'utf8')).replace(/^\uFEFF/, '')
  return new Map(await Promise.all(paths.map(async (path) => [path, await textOf(path)] as const)))
}

function requireApis(folder: string, paths: readonly string[]): void {
  if (paths.some((path) => /^apis\/[^/]+\/apiInformation\.json$/.test(path))) return
  const deeper = paths
    .map((path) => /^(.+?)\/apis\/[^/]+\/apiInformation\.json$/.exec(path)?.[1])
    .find((root) => root !== undefined)
  const hint = deeper === undefined ? '' : ` Did you mean ${join(folder, deeper)}?`
  throw new Error(`${folder} holds no apis/<api>/apiInformation.json, so it is no API Management export.${hint} ${LOOKS_LIKE}`)
}

/**
 * The export with the edits made, in order; the original is left alone.
 * @throws Error when an edit would change nothing: a file or text that is not there, or a text that is there more than once.
 */
export function editExport(files: ApimExport, edits: readonly ExportEdit[]): Map<string, string> {
  const edited = new Map(files)
  for (const edit of edits) applyEdit(edited, edit)
  return edited
}

function applyEdit(files: Map<string, string>, edit: ExportEdit): void {
  const text = files.get(edit.file)
  if ('add' in edit) {
    if (text !== undefined) throw new Error(`The export already has ${edit.file}; change it with find and replace.`)
    files.set(edit.file, edit.add)
    return
  }
  if (text === undefined) throw new Error(`The export has no ${edit.file} to change. It has: ${[...files.keys()].join(', ')}.`)
  if ('remove' in edit) {
    files.delete(edit.file)
    return
  }
  const times = text.split(edit.find).length - 1
  if (times !== 1 || edit.find === edit.replace) {
    throw new Error(
      `In ${edit.file} the text to replace is there ${times} times, and must be there once and change: ${edit.find}`,
    )
  }
  files.set(
    edit.file,
    text.replace(edit.find, () => edit.replace),
  )
}
