import { type FormPart, isMultipart, MalformedForm, parseMultipart, writeMultipart } from '../multipart.ts'
import type { Operation } from '../operation.ts'
import { type JsonObject, jsonObject } from '../replies.ts'
import type { HopRequest } from '../serve.ts'
import { OwnRefusal } from './errors.ts'
import { picked } from './passing-on.ts'

/** What goes up in the place of the client's request. Throws `OwnRefusal` when the dialect refuses it itself. */
export type Preparing = (operation: Operation, request: HopRequest) => Promise<HopRequest>

export const asItCame: Preparing = async (_operation, request) => request

/** Stock one-api asks for a prompt and sends the bytes on (relay/controller/image.go). */
export const withPrompt: Preparing = async (operation, request) => {
  if (operation !== 'generations') return request
  const body = jsonObject(request.body)
  if (body === null) {
    throw new OwnRefusal(400, 'get_image_request_failed', 'invalid character in the body of the request')
  }
  if (typeof body.prompt !== 'string' || body.prompt === '') throw new OwnRefusal(400, 'prompt_missing', 'prompt is required')
  return request
}

/** Laisky's fork writes generations anew from the fields that it knows (relay/controller/image_request.go); edits go up raw. */
export const laiskyPreparing: Preparing = async (operation, request) => {
  await withPrompt(operation, request)
  const body = jsonObject(request.body)
  if (operation !== 'generations' || body === null) return request
  const defaults = { size: '1024x1536', quality: 'high' }
  return withJson(request, { ...defaults, ...picked(body, ['model', 'prompt', 'n', 'size', 'quality', 'user']) })
}

export const oneHubPreparing: Preparing = async (operation, request) => {
  const prompt = operation === 'edits' ? await promptOfForm(request) : jsonObject(request.body)?.prompt
  if (operation !== 'chat' && (prompt === undefined || prompt === '')) {
    throw new OwnRefusal(400, 'one_hub_error', 'field prompt is required')
  }
  return request
}

/** New-api drops what it does not know from JSON, and takes forms apart and builds them anew (relay/channel/openai/adaptor.go). */
export const newApiPreparing: Preparing = async (operation, request) => {
  if (operation === 'chat') return request
  if (operation === 'generations') {
    const body = jsonObject(request.body)
    if (body === null) throw new OwnRefusal(500, 'invalid_request', 'invalid JSON request body')
    return withJson(request, picked(body, NEW_API_KNOWS))
  }
  const rebuilt = rebuild(await formOf(request))
  return { ...request, headers: { ...request.headers, 'content-type': rebuilt.contentType }, body: rebuilt.body }
}

/** dto/openai_image.go. */
const NEW_API_KNOWS = [
  'model',
  'prompt',
  'n',
  'size',
  'quality',
  'response_format',
  'style',
  'user',
  'background',
  'moderation',
  'output_format',
  'output_compression',
  'partial_images',
  'stream',
]

/**
 * `model` first, the other fields in the random order of a Go map (reversed here), then pictures, then the mask.
 * One picture is `image`, several are `image[]`; their types are told from the file names.
 */
function rebuild(parts: readonly FormPart[]): ReturnType<typeof writeMultipart> {
  const fields = parts.filter(({ filename }) => filename === null)
  const files = parts.filter(({ filename }) => filename !== null)
  const plain = files.filter(({ name }) => name === 'image')
  const images = plain.length > 0 ? plain : files.filter(({ name }) => /^image\[\d*\]$/.test(name))
  if (images.length === 0) throw new OwnRefusal(500, 'convert_request_failed', 'image is required')
  const name = images.length > 1 ? 'image[]' : 'image'
  return writeMultipart([
    ...fields.filter((field) => field.name === 'model'),
    ...fields.filter((field) => field.name !== 'model').reverse(),
    ...images.map((image) => retyped({ ...image, name })),
    ...files.filter((file) => file.name === 'mask').map(retyped),
  ])
}

function retyped(part: FormPart): FormPart {
  const extension = /\.(\w+)$/.exec(part.filename ?? '')?.[1]?.toLowerCase() ?? ''
  const types: Readonly<Record<string, string>> = { jpg: 'image/jpeg', jpeg: 'image/jpeg', webp: 'image/webp' }
  return { ...part, contentType: types[extension] ?? 'image/png' }
}

async function formOf({ headers, body }: HopRequest): Promise<FormPart[]> {
  const contentType = headers['content-type'] ?? ''
  if (!isMultipart(contentType)) {
    throw new OwnRefusal(
      500,
      'convert_request_failed',
      "failed to parse multipart form: request Content-Type isn't multipart/form-data",
    )
  }
  try {
    return await parseMultipart({ contentType, body })
  } catch (error) {
    if (!(error instanceof MalformedForm)) throw error
    throw new OwnRefusal(500, 'convert_request_failed', 'failed to parse multipart form')
  }
}

async function promptOfForm(request: HopRequest): Promise<string | undefined> {
  return (await formOf(request)).find(({ name, filename }) => name === 'prompt' && filename === null)?.content.toString()
}

function withJson(request: HopRequest, body: JsonObject): HopRequest {
  return { ...request, body: Buffer.from(JSON.stringify(body)) }
}
