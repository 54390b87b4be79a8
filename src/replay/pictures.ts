import { mkdir, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { Picture } from '../model.ts'
import { describe } from './picture.ts'
import type { Redactor } from './redact.ts'

/** Where pictures of answers are kept; null when they are not. */
export interface Gallery {
  readonly folder: string
  /** What the recorded paths are relative to. */
  readonly reportFolder: string
}

export interface Extracted {
  /** The text with a short note in the place of every picture. */
  readonly text: string
  readonly pictures: readonly Picture[]
}

/** `b64_json` members, also the one in whose middle an answer was cut off, and `data:` URLs wherever they stand. */
const PICTURES =
  /("b64_json"\s*:\s*")(?<plain>[^"\\\r\n]*(?:\\.[^"\\\r\n]*)*)|(data:image\/[\w.+-]+(?:;[\w=.-]+)*;base64,)(?<url>(?:[\w+/=-]|\\\/)+)/g

/**
 * Takes the pictures out of JSON or event-stream text, decodes each once and saves it. Working on the text and not on
 * the parsed value, it finds them in answers too that are cut off or not quite JSON.
 * @param name what the files are called, followed by the picture's number
 */
export async function extractPictures(
  text: string,
  name: string,
  gallery: Gallery | null,
  redactor: Redactor,
): Promise<Extracted> {
  const found = [...text.matchAll(PICTURES)]
    .map((match) => ({ match, base64: match.groups?.plain ?? match.groups?.url ?? '' }))
    // Gateways that always write both members leave the unused one empty: `{"b64_json":"","url":"https://..."}`.
    .filter(({ base64 }) => base64 !== '')
  const pictures = await Promise.all(found.map(({ base64 }, index) => read(base64, `${name}-${index}`, gallery, redactor)))
  let clean = ''
  let from = 0
  for (const [index, { match }] of found.entries()) {
    clean += text.slice(from, match.index) + (match[1] ?? '') + noteOf(pictures[index], index)
    from = match.index + match[0].length
  }
  return { text: clean + text.slice(from), pictures }
}

/** Base64 is read strictly: a lenient decoder drops what it does not know and makes a damaged picture look cut off. */
async function read(written: string, name: string, gallery: Gallery | null, redactor: Redactor): Promise<Picture> {
  const base64 = written.replaceAll('\\/', '/')
  const bytes = Buffer.from(base64, 'base64')
  const picture = await describe(bytes)
  const fault = faultOf(base64)
  if (fault !== null) return { kind: 'undecodable', reason: fault, bytes: picture.bytes, sha256: picture.sha256 }
  // A gateway can write a secret into the text chunks of a picture, and into an SVG.
  if (picture.kind === 'undecodable' || gallery === null || redactor.standsIn(bytes)) return picture
  return { ...picture, file: await save(bytes, `${name}.${picture.format}`, gallery) }
}

function faultOf(base64: string): string | null {
  if (base64.startsWith('data:')) return 'a data: URL stands where plain base64 is due'
  const wrong = base64.search(/[^A-Za-z0-9+/=]|=(?=[^=])/)
  if (wrong !== -1) return `not base64: "${base64.slice(wrong, wrong + 1)}" at character ${wrong} of ${base64.length}`
  if (base64.length % 4 !== 0)
    return `not base64: its length, ${base64.length} characters, is no multiple of four; its end is missing`
  return null
}

/** A picture that cannot be saved (no space, no permission) is still judged; it only cannot be looked at. */
async function save(bytes: Buffer, name: string, { folder, reportFolder }: Gallery): Promise<string | null> {
  const path = join(folder, name.replaceAll(/[^\w.-]+/g, '~'))
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(path, bytes)
  } catch {
    return null
  }
  return relative(reportFolder, path).split(sep).join('/')
}

function noteOf(picture: Picture | undefined, index: number): string {
  if (picture === undefined || picture.kind === 'link') return ''
  const what = picture.kind === 'decoded' ? `${picture.format} ${picture.width}x${picture.height}` : 'undecodable'
  return `[picture ${index}: ${what}, ${picture.bytes} bytes, sha256 ${picture.sha256.slice(0, 12)}…]`
}
