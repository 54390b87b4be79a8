import { type FormPart, isMultipart, MalformedForm, parseMultipart } from '../multipart.ts'
import type { ImageOperation } from '../operation.ts'
import { isObject, jsonObject } from '../replies.ts'
import { invalidRequest, wrongType } from './refusal.ts'

/** A request for pictures, whichever encoding it came in. */
export interface Form {
  /** In a form every value is text, so that numbers are read from digits. */
  readonly encoding: 'json' | 'multipart'
  readonly fields: ReadonlyMap<string, unknown>
  readonly files: readonly FormPart[]
}

export interface Encoded {
  readonly contentType: string
  readonly body: Buffer
}

/** Throws a `Refusal` for a body that the operation does not take or that cannot be read. */
export async function readForm(operation: ImageOperation, sent: Encoded, editsTakeJson: boolean): Promise<Form> {
  const json = /^application\/json\b/i.test(sent.contentType)
  if (operation === 'generations') {
    if (!json) throw unsupportedContentType(sent.contentType, 'application/json')
    return readJson(sent.body)
  }
  if (json && editsTakeJson) return readJsonEdit(sent.body)
  if (!isMultipart(sent.contentType)) throw unsupportedContentType(sent.contentType, 'multipart/form-data')
  return readMultipart(sent)
}

/** Wording from openai-openapi#502, where the header is quoted without its parameters. */
function unsupportedContentType(contentType: string, only: string): Error {
  const type = contentType.split(';')[0]?.trim() ?? ''
  return invalidRequest(
    null,
    'unsupported_content_type',
    `Unsupported content type: '${type}'. This API method only accepts '${only}' requests, but you specified the header 'Content-Type: ${type}'. Please try again with a supported content type.`,
  )
}

function readJson(body: Buffer): Form {
  const object = jsonObject(body)
  if (object === null) {
    throw invalidRequest(
      null,
      null,
      "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON. If you have trouble figuring out how to fix this, please contact us through our help center at help.openai.com.)",
    )
  }
  return { encoding: 'json', fields: new Map(Object.entries(object)), files: [] }
}

async function readMultipart(sent: Encoded): Promise<Form> {
  try {
    const parts = await parseMultipart(sent)
    return {
      encoding: 'multipart',
      fields: new Map(parts.filter((part) => part.filename === null).map(({ name, content }) => [name, content.toString()])),
      files: parts.filter((part) => part.filename !== null),
    }
  } catch (error) {
    if (!(error instanceof MalformedForm)) throw error
    // The status is attested by clients of the API, the wording is not.
    throw invalidRequest(null, null, `Could not parse the multipart form of your request: ${error.message}.`)
  }
}

/** JSON edits carry their pictures as data URLs (openai-openapi, `EditImageBodyJsonParam`); links are never followed here. */
function readJsonEdit(body: Buffer): Form {
  const { fields } = readJson(body)
  const images = fields.get('images')
  if (images !== undefined && !Array.isArray(images)) throw wrongType('images', 'an array of objects', 'something else')
  const files = (images ?? []).map((image: unknown, index: number) => fileOf(image, 'image[]', `images[${index}].image_url`))
  const mask = fields.get('mask')
  return {
    encoding: 'json',
    fields: new Map([...fields].filter(([name]) => name !== 'images' && name !== 'mask')),
    files: isObject(mask) ? [...files, fileOf(mask, 'mask', 'mask.image_url')] : files,
  }
}

function fileOf(image: unknown, name: string, param: string): FormPart {
  const url = isObject(image) ? image.image_url : undefined
  const [, contentType, base64] = typeof url === 'string' ? (/^data:([^;,]+);base64,(.*)$/s.exec(url) ?? []) : []
  if (contentType === undefined || base64 === undefined) {
    throw invalidRequest(param, 'invalid_value', 'Error while downloading file. Upstream status code: 404.')
  }
  return { name, filename: 'image', contentType, content: Buffer.from(base64, 'base64') }
}
