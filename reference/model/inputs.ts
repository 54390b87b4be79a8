import type { FormPart } from '../multipart.ts'
import type { Form } from './form.ts'
import { isPictureName } from './parameters.ts'
import { type DecodedPicture, decodePicture } from './picture.ts'
import { invalidRequest, listed, missing, unknownParameter, userError, wrongType } from './refusal.ts'

/** How the several pictures of an edit may be named. */
export type PictureField = 'image' | 'image[]'

export interface Inputs {
  readonly images: readonly DecodedPicture[]
  readonly mask: DecodedPicture | null
}

const MOST_IMAGES = 16
const MIME_TYPES = ['image/jpeg', 'image/png', 'image/webp']

/** The files of an edit, in their order and not yet decoded. Throws a `Refusal` when they are not what the API takes. */
export function pictureParts(
  { fields, files }: Form,
  severalAs: readonly PictureField[],
): { images: FormPart[]; mask: FormPart | null } {
  refuseText(fields)
  const stray = files.find(({ name }) => !isPictureName(name))
  if (stray?.name === 'images') {
    const message = "Unknown parameter: 'images'. For multipart/form-data use 'image' or 'image[]'."
    throw invalidRequest('images', 'invalid_value', message)
  }
  if (stray !== undefined) throw unknownParameter(stray.name)
  const images = files.filter(({ name }) => name.startsWith('image'))
  if (images.length === 0) throw missing('image')
  refuseNames(images, severalAs)
  if (images.length > MOST_IMAGES) {
    throw invalidRequest(
      'image',
      'array_above_max_length',
      `Invalid 'image': array too long. Expected an array with maximum length ${MOST_IMAGES}, but got an array with length ${images.length} instead.`,
    )
  }
  images.forEach((image, index) => {
    if (!MIME_TYPES.includes(image.contentType)) throw unsupportedMimeType(image, index)
  })
  return { images, mask: files.find(({ name }) => name.startsWith('mask')) ?? null }
}

/** A part that lost its filename arrives as text (openai-ruby#147). */
function refuseText(fields: Form['fields']): void {
  if (fields.has('image')) throw wrongType('image', 'one of an array of files or file', 'a string')
  const name = [...fields.keys()].find(isPictureName)
  if (name !== undefined) throw wrongType(name.replace('[]', '[0]'), 'a file', 'a string')
}

function refuseNames(images: readonly FormPart[], severalAs: readonly PictureField[]): void {
  const repeated = images.filter(({ name }) => name === 'image').length > 1
  if (repeated && !severalAs.includes('image')) {
    throw invalidRequest(
      'image',
      'duplicate_parameter',
      "Duplicate parameter: 'image'. You provided multiple values for this parameter, whereas only one is allowed. If you are trying to provide a list of values, use the array syntax instead e.g. 'image[]=<value>'.",
    )
  }
  if (images.some(({ name }) => name !== 'image') && !severalAs.includes('image[]')) throw unknownParameter('image[]')
}

function unsupportedMimeType({ name, contentType }: FormPart, index: number): Error {
  const param = name === 'image' ? 'image' : `image[${index}]`
  return invalidRequest(
    param,
    'unsupported_file_mimetype',
    `Invalid file '${param}': unsupported mimetype ('${contentType}'). Supported file formats are ${listed(MIME_TYPES, 'and')}.`,
  )
}

/** `support` is whom the vendor's refusals send the caller to. Throws a `Refusal` for what is no picture, or no mask of the first. */
export async function decodeInputs(images: readonly FormPart[], mask: FormPart | null, support: string): Promise<Inputs> {
  const decoded = await Promise.all(
    images.map(({ content }, index) => decodePicture(content).catch(() => Promise.reject(undecodable(index, support)))),
  )
  if (mask === null) return { images: decoded, mask: null }
  const stencil = await decodePicture(mask.content).catch(() => Promise.reject(invalidMask('mask is not an image')))
  const [first] = decoded
  if (stencil.width !== first?.width || stencil.height !== first.height) {
    throw invalidMask('mask size does not match image size')
  }
  if (!stencil.hasAlpha) throw invalidMask('mask image missing alpha channel')
  return { images: decoded, mask: stencil }
}

function undecodable(index: number, support: string): Error {
  const message = `Invalid image file or mode for image ${index + 1}, please check your image file. If you believe this is an error, ${support}.`
  return userError(null, 'invalid_image_file', message)
}

/** Only the messages of these refusals are known from clients' reports, not their codes. */
function invalidMask(fault: string): Error {
  return userError('mask', 'invalid_image_file', `Invalid mask image format - ${fault}`)
}
