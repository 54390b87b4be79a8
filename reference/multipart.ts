import { buffer } from 'node:stream/consumers'
import { Busboy } from '@fastify/busboy'
import FormData from 'form-data'

/** One part of a form, in the order of the body. A part without a filename is a field. */
export interface FormPart {
  readonly name: string
  readonly filename: string | null
  /** `text/plain` where the part names none, as RFC 7578 §4.4 has it. */
  readonly contentType: string
  readonly content: Buffer
}

export interface MultipartBody {
  /** With the boundary. */
  readonly contentType: string
  readonly body: Buffer
}

export class MalformedForm extends Error {}

/** Reads a multipart body to its end. Throws `MalformedForm` when the boundary is missing or never comes. */
export async function parseMultipart({ contentType, body }: MultipartBody): Promise<FormPart[]> {
  const parts: Promise<FormPart>[] = []
  try {
    const parser = new Busboy({
      headers: { 'content-type': contentType },
      limits: { fieldSize: Number.POSITIVE_INFINITY, fileSize: Number.POSITIVE_INFINITY },
      preservePath: true,
      isPartAFile: (_name, _type, filename) => filename !== undefined,
    })
    parser.on('field', (name, value) => {
      parts.push(Promise.resolve({ name, filename: null, contentType: 'text/plain', content: Buffer.from(value) }))
    })
    parser.on('file', (name, stream, filename, _encoding, type) => {
      const part = buffer(stream).then((content) => ({ name, filename, contentType: type, content }))
      part.catch(() => undefined)
      parts.push(part)
    })
    await new Promise((resolve, reject) => {
      parser.on('finish', resolve)
      parser.on('error', reject)
      parser.end(body)
    })
    return await Promise.all(parts)
  } catch (error) {
    throw new MalformedForm(error instanceof Error ? error.message : String(error))
  }
}

/** Writes the parts anew, with a boundary of its own. */
export function writeMultipart(parts: readonly FormPart[]): MultipartBody {
  const form = new FormData()
  for (const { name, filename, contentType, content } of parts) {
    if (filename === null) form.append(name, content.toString())
    else form.append(name, content, { filename, contentType })
  }
  return { contentType: form.getHeaders()['content-type'] ?? 'multipart/form-data', body: form.getBuffer() }
}

export function isMultipart(contentType: string): boolean {
  return /^multipart\/form-data\b/i.test(contentType)
}
