import { type FormPart, isMultipart, parseMultipart, writeMultipart } from '../multipart.ts'
import type { HopRequest } from '../serve.ts'

type Damage = (request: HopRequest) => Promise<HopRequest>

/** What a relay does to a request on its way in. Damage to forms leaves every other body as it is. */
export const REQUEST_DAMAGE = {
  'pictures dropped': onParts((parts) => parts.filter((part) => !isPicture(part))),
  'only first picture kept': onParts((parts) => parts.filter((part) => !isPicture(part) || part === parts.find(isPicture))),
  'last picture kept': onParts((parts) => parts.filter((part) => !isPicture(part) || part === parts.findLast(isPicture))),
  'picture order reversed': onParts((parts) => {
    const reversed = parts.filter(isPicture).reverse()
    return parts.map((part) => (isPicture(part) ? (reversed.shift() ?? part) : part))
  }),
  'picture field renamed': onParts((parts) => parts.map((part) => (isPicture(part) ? { ...part, name: 'file' } : part))),
  'picture filename dropped': onParts((parts) => parts.map((part) => (isPicture(part) ? { ...part, filename: null } : part))),
  'picture type lost': onParts((parts) =>
    parts.map((part) => (isPicture(part) ? { ...part, contentType: 'application/octet-stream' } : part)),
  ),
  'picture type replaced': onParts((parts) =>
    parts.map((part) => (isPicture(part) ? { ...part, contentType: 'multipart/form-data' } : part)),
  ),
  'picture bytes recoded': onParts((parts) =>
    parts.map((part) => (isPicture(part) ? { ...part, content: Buffer.from(part.content.toString('utf8')) } : part)),
  ),
  'picture emptied': onParts((parts) => parts.map((part) => (isPicture(part) ? { ...part, content: Buffer.alloc(0) } : part))),
  'picture cut short': onParts((parts) =>
    parts.map((part) => (isPicture(part) ? { ...part, content: part.content.subarray(0, part.content.length / 2) } : part)),
  ),
  'mask dropped': onParts((parts) => parts.filter(({ name }) => name !== 'mask')),
  'prompt dropped': onParts((parts) => parts.filter(({ name }) => name !== 'prompt')),
  'boundary lost': onForm((request) => withContentType(request, 'multipart/form-data')),
  'boundary renewed': onForm((request) => withContentType(request, 'multipart/form-data; boundary=----relay-7MA4YWxkTrZu0gW')),
  'content type replaced': onForm((request) => withContentType(request, 'application/x-www-form-urlencoded')),
  'form turned into json': onForm(async (request) => {
    const parts = await partsOf(request)
    const fields = parts.filter(({ filename }) => filename === null).map(({ name, content }) => [name, content.toString()])
    return { ...withContentType(request, 'application/json'), body: Buffer.from(JSON.stringify(Object.fromEntries(fields))) }
  }),
  'body dropped': async (request) => ({ ...request, body: Buffer.alloc(0) }),
  'authorization dropped': async (request) => withoutHeaders(request, ['authorization', 'api-key']),
} satisfies Record<string, Damage>

function isPicture({ name, filename }: FormPart): boolean {
  return filename !== null && name.startsWith('image')
}

function onForm(damage: (request: HopRequest) => HopRequest | Promise<HopRequest>): Damage {
  return async (request) => (isMultipart(request.headers['content-type'] ?? '') ? damage(request) : request)
}

function onParts(damage: (parts: readonly FormPart[]) => readonly FormPart[]): Damage {
  return onForm(async (request) => {
    const { contentType, body } = writeMultipart(damage(await partsOf(request)))
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
