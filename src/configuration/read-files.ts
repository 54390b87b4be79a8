import type { Dirent, Stats } from 'node:fs'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { textOfFile } from '../text-file.ts'
import type { ApimExport, Gap } from './export.ts'
import type { FileText } from './find.ts'
import { isRelevant, looksLikeExport, WORKSPACE } from './layout.ts'
import { interpretExport } from './read-export.ts'

/** Bytes of the largest file that is read; policy documents are limited to 512 KB by APIM, specifications are the large ones. */
const LARGEST_FILE = 32 * 1024 * 1024
/** An export is seven folders deep at most (a policy of an operation in a workspace); what is deeper is none of it. */
const DEEPEST = 8

/** The folder that `APIM_EXPORT` names cannot be judged at all. The message, a clause about that variable, says what was looked for. */
export class ExportError extends Error {}

/**
 * Reads an APIM configuration export, of either layout. Nothing is written.
 * @throws {ExportError} when the folder is missing, is no folder, or holds no export.
 */
export async function readExport(folder: string): Promise<ApimExport> {
  const root = resolve(folder)
  await requireFolder(folder, root)
  const listing = await listFiles(root, '', [])
  if (!looksLikeExport(listing.files)) throw notAnExport(folder, listing.files)

  const files = listing.files.filter(isRelevant)
  const texts = await Promise.all(
    files.map(async (file): Promise<[string, FileText]> => [file, await readText(join(root, file))]),
  )
  return interpretExport(folder, new Map(texts), listing.gaps)
}

async function requireFolder(folder: string, root: string): Promise<void> {
  if (folder.trim() === '') throw new ExportError('is empty')
  let found: Stats
  try {
    found = await stat(root)
  } catch (error) {
    throw new ExportError(`${named(folder)}, which cannot be opened (${reasonOf(error)})`)
  }
  if (!found.isDirectory()) throw new ExportError(`${named(folder)}, which is a file and no folder of an export`)
}

function notAnExport(folder: string, files: readonly string[]): ExportError {
  const workspace = files.find(isApiOfWorkspace)?.split('/').slice(0, 2)
  if (workspace !== undefined) {
    const one = join(folder, ...workspace)
    return new ExportError(`${named(folder)}, whose APIs are all in workspaces, ${NOT_READ} APIM_EXPORT=${one}`)
  }
  const below = [...new Set(files.map((file) => file.split('/')[0] ?? ''))].find((child) =>
    looksLikeExport(files.filter((file) => file.startsWith(`${child}/`)).map((file) => file.slice(child.length + 1))),
  )
  const hint = below ? `; the folder ${below} in it looks like one: set APIM_EXPORT=${join(folder, below)}` : ''
  return new ExportError(`${named(folder)}, which holds no APIM export: ${LOOKED_FOR}${hint}`)
}

const isApiOfWorkspace = (file: string): boolean => WORKSPACE.test(file) && looksLikeExport([file.replace(WORKSPACE, '')])

const NOT_READ = 'which are not read; to have one judged by itself, without the policy that the service has for all APIs, set'

const LOOKED_FOR =
  'neither apis/*/apiInformation.json nor products/*/productInformation.json was found ' +
  '(Bicep, Terraform and ARM templates cannot be read; extract the configuration with APIOps first: the output folder of the Azure/apiops extractor or of `apiops extract`)'

function named(folder: string): string {
  return `names ${folder}`
}

interface Listing {
  readonly files: readonly string[]
  readonly gaps: readonly Gap[]
}

/** Links are followed, to files and to folders; one that leads back to a folder above it is not. */
async function listFiles(root: string, folder: string, above: readonly string[]): Promise<Listing> {
  try {
    const here = await realpath(join(root, folder))
    if (above.includes(here) || above.length > DEEPEST) return { files: [], gaps: [] }
    const entries = (await readdir(here, { withFileTypes: true })).filter(({ name }) => !SKIPPED.includes(name))
    const known = await Promise.all(entries.map(async (entry) => ({ name: entry.name, kind: await kindOf(entry, here) })))
    const files = known.filter(({ kind }) => kind === 'file').map(({ name }) => path(folder, name))
    const folders = known.filter(({ kind }) => kind === 'folder').map(({ name }) => path(folder, name))
    const below = await Promise.all(folders.map((name) => listFiles(root, name, [...above, here])))
    return { files: [...files, ...below.flatMap((l) => l.files)].sort(), gaps: below.flatMap((l) => l.gaps) }
  } catch (error) {
    const api = /^apis\/([^/]+)/.exec(folder)?.[1] ?? null
    const sentence = `The folder could not be read: ${reasonOf(error)}.`
    return { files: [], gaps: [{ about: subjectOf(folder), api, at: { file: folder, line: 1 }, sentence }] }
  }
}

/** A link that leads nowhere is a file that cannot be read. */
async function kindOf(entry: Dirent, folder: string): Promise<'file' | 'folder' | 'other'> {
  const found = entry.isSymbolicLink() ? await stat(join(folder, entry.name)).catch(() => null) : entry
  if (found === null || found.isFile()) return 'file'
  return found.isDirectory() ? 'folder' : 'other'
}

function subjectOf(folder: string): Gap['about'] {
  if (/^products(?:\/|$)/i.test(folder)) return 'product'
  return /^subscriptions(?:\/|$)/i.test(folder) ? 'subscription' : 'api'
}

const SKIPPED = ['.git', 'node_modules']

function path(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

async function readText(path: string): Promise<FileText> {
  try {
    const { size } = await stat(path)
    if (size > LARGEST_FILE) return { unreadable: `it has ${size} bytes, more than the ${LARGEST_FILE} that are read` }
    return textOfFile(await readFile(path))
  } catch (error) {
    return { unreadable: reasonOf(error) }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
