import { createReadStream } from 'node:fs'
import { access, constants, stat } from 'node:fs/promises'
import { PassThrough, Readable } from 'node:stream'
import FormData from 'form-data'
import type { FilePart, Json, Part, WrittenBody } from '../model.ts'
import { Unsendable } from './failure.ts'
import { padded } from './padding.ts'
import { shortened } from './shorten.ts'

/** A body ready to be sent. */
export interface ReadyBody {
  readonly contentType: string | null
  /** Bytes; exact, so that nothing is sent chunked. */
  readonly length: number
  readonly content: Buffer | Readable | null
  /** JSON or text as it is recorded; null for multipart. */
  readonly recorded: Json
  readonly parts: readonly ReadyPart[]
}

/** The bytes of a file as they are sent. */
export const contentOf = ({ path, paddedTo }: Pick<FilePart, 'path' | 'paddedTo'>): Readable =>
  paddedTo === null ? createReadStream(path) : Readable.from(padded(path, paddedTo), { objectMode: false })

export interface ReadyPart {
  readonly part: Part
  /** Length of the part's content, bytes. */
  readonly bytes: number
}

/** @throws Error naming the file when a part's file is not there or cannot be read */
export async function readyBody(body: WrittenBody): Promise<ReadyBody> {
  switch (body.kind) {
    case 'none':
      return { contentType: null, length: 0, content: null, recorded: null, parts: [] }
    case 'json':
      return readyText(JSON.stringify(body.value), 'application/json', shortened(body.value))
    case 'raw':
      return readyText(body.text, body.contentType, body.text)
    case 'multipart':
      return readyForm(await Promise.all(body.parts.map(measured)))
  }
}

function readyText(text: string, contentType: string, recorded: Json): ReadyBody {
  const content = Buffer.from(text)
  return { contentType, length: content.length, content, recorded, parts: [] }
}

async function measured(part: Part): Promise<ReadyPart> {
  return { part, bytes: part.kind === 'field' ? Buffer.byteLength(part.value) : await sizeOf(part) }
}

async function sizeOf({ path, paddedTo }: FilePart): Promise<number> {
  try {
    await access(path, constants.R_OK)
    const found = await stat(path)
    if (!found.isFile()) throw new Error('it is not a file')
    return paddedTo ?? found.size
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`The file ${path}, a part of the request, cannot be sent: ${why}. Nothing was sent.`)
  }
}

/**
 * Files are opened one after the other, when their turn comes, and are not read faster than the network takes them.
 * form-data escapes names as browsers do (WHATWG: `"` becomes %22; spaces and non-ASCII stay as they are, in UTF-8).
 */
async function readyForm(parts: readonly ReadyPart[]): Promise<ReadyBody> {
  const form = new FormData()
  const opened: Readable[] = []
  for (const { part, bytes } of parts) {
    if (part.kind === 'field') form.append(part.name, part.value)
    else
      form.append(part.name, (next: (file: Readable) => void) => next(open(part, opened)), {
        filename: part.filename,
        contentType: part.contentType,
        knownLength: bytes,
      })
  }
  // A form without files is through the pipe at once, and then measures itself without its last boundary.
  const length = form.getLengthSync()
  // form-data is a stream of the old kind, which undici does not take as it is.
  const content = new PassThrough()
  form.on('error', (error) => content.destroy(new Unsendable(`A file changed while it was being sent: ${error.message}`)))
  // Why a call ended is read from the call; without a listener the same error on its body would end the process.
  content.on('error', () => {})
  content.once('close', () => {
    for (const file of opened) file.destroy()
  })
  form.pipe(content)
  return {
    contentType: `multipart/form-data; boundary=${form.getBoundary()}`,
    length,
    content,
    recorded: null,
    parts,
  }
}

function open(part: FilePart, opened: Readable[]): Readable {
  const file = contentOf(part)
  opened.push(file)
  return file
}
