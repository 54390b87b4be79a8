import { type FormPart, isMultipart, parseMultipart, writeMultipart } from '../multipart.ts'
import type { HopRequest } from '../serve.ts'

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
  'mask dropped': onParts((parts) => parts.filter(({ name }) => name !== 'mask')),
  'boundary lost': onForm((request) => withContentType(request, 'multipart/form-data')),
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
