import { type FormPart, isMultipart, parseMultipart, writeMultipart } from '../multipart.ts'
import type { HopRequest } from '../serve.ts'
import { onTexts } from './texts.ts'

type Damage = (request: HopRequest) => Promise<HopRequest>

/** What a relay does to a request on its way in. Damage to forms leaves every other body as it is. */
export const REQUEST_DAMAGE = {
  'pictures dropped': onParts((parts) => parts.filter((part) => !isPicture(part))),
  'only first picture kept': onParts((parts) => parts.filter((part) => !isPicture(part) || part === parts.find(isPicture))),
  'picture order reversed': onParts((parts) => {
    const reversed = parts.filter(isPicture).reverse()
    return parts.map((part) => (isPicture(part) ? (reversed.shift() ?? part) : part))
  }),
  'picture field renamed': onParts((parts) => parts.map((part) => (isPicture(part) ? { ...part, name: 'file' } : part))),
  'picture type lost': onParts((parts) =>
    parts.map((part) => (isPicture(part) ? { ...part, contentType: 'application/octet-stream' } : part)),
  ),
  'picture bytes recoded': onParts((parts) =>
    parts.map((part) => (isPicture(part) ? { ...part, content: Buffer.from(part.content.toString('utf8')) } : part)),
  ),
  'other picture types lost': onParts((parts) =>
    parts.map((part) =>
      isPicture(part) && part.contentType !== 'image/png' ? { ...part, contentType: 'application/octet-stream' } : part,
    ),
  ),
  'pictures beyond ten dropped': onParts((parts) => {
    const pictures = parts.filter(isPicture).slice(0, 10)
    return parts.filter((part) => !isPicture(part) || pictures.includes(part))
  }),
  'picture array dropped': onParts((parts) => parts.filter(({ name }) => name !== 'image[]')),
  'file names cut at a space': onParts((parts) => parts.map(cutAtSpace)),
  'file names with quotes lost': onParts((parts) => parts.map((part) => unnamed(part, /"|%22/))),
  'file names beyond ASCII lost': onParts((parts) => parts.map((part) => unnamed(part, /[^\x20-\x7e]/))),
  'mask made opaque': onParts((parts) => Promise.all(parts.map(opaque))),
  'mask dropped': onParts((parts) => parts.filter(({ name }) => name !== 'mask')),
  'texts read as Latin-1': onTexts((text) => Buffer.from(text, 'utf8').toString('latin1')),
  'prompt cut at 4000 characters': onTexts((text, name) => (name === 'prompt' ? text.slice(0, 4000) : text)),
  'boundary lost': onForm((request) => withContentType(request, 'multipart/form-data')),
  'authorization dropped': async (request) => withoutHeaders(request, ['authorization', 'api-key']),
} satisfies Record<string, Damage>

function isPicture({ name, filename }: FormPart): boolean {
  return filename !== null && name.startsWith('image')
}

/** A part's type is told from the end of its name, as Go's mime.TypeByExtension does: without one it is any bytes. */
function cutAtSpace(part: FormPart): FormPart {
  const [name = '', ...rest] = (part.filename ?? '').split(' ')
  return rest.length === 0 ? part : { ...part, filename: name, contentType: 'application/octet-stream' }
}

/** A file whose name cannot be read is taken for a field. */
function unnamed(part: FormPart, unreadable: RegExp): FormPart {
  return part.filename !== null && unreadable.test(part.filename) ? { ...part, filename: null } : part
}

async function opaque(part: FormPart): Promise<FormPart> {
  if (part.name !== 'mask') return part
  const { default: sharp } = await import('sharp')
  // What is no picture goes on as it came: that is the model's to refuse.
  const content = await sharp(part.content)
    .removeAlpha()
    .png()
    .toBuffer()
    .catch(() => part.content)
  return { ...part, content }
}

function onForm(damage: (request: HopRequest) => HopRequest | Promise<HopRequest>): Damage {
  return async (request) => (isMultipart(request.headers['content-type'] ?? '') ? damage(request) : request)
}

type Parts = readonly FormPart[]

function onParts(damage: (parts: Parts) => Parts | Promise<Parts>): Damage {
  return onForm(async (request) => {
    const { contentType, body } = writeMultipart(await damage(await partsOf(request)))
    return { ...withContentType(request, contentType), body }
  })
}

function partsOf({ headers, body }: HopRequest): Promise<FormPart[]> {
  return parseMultipart({ contentType: headers['content-type'] ?? '', body })
}

function withContentType(request: HopRequest, contentType: string): HopRequest {
  return { ...request, headers: { ...request.headers, 'content-type': contentType } }
}

function withoutHeaders(request: HopRequest, names: readonly string[]): HopRequest {
  return { ...request, headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => !names.includes(name))) }
}
