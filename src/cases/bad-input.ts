import type { Part, Profile } from '../model.ts'
import type { Target } from '../target/target.ts'
import { type Fields, fieldsOf, imageBody, inputs, json, picture, pictures, prompts } from './bodies.ts'
import { BOUNDARY, formOfFields, formText, jsonText, raw } from './broken-bodies.ts'
import { anyOf, type Unless, withoutEdits, withoutParameters } from './offered.ts'
import type { Variant } from './variants.ts'

type Operation = Variant['operation']
type Body = Variant['body']

/** One wrong thing in an otherwise real request, which ought to be refused. */
export interface BadInput extends Variant {
  /** The field that the refusal ought to name; null where the body as a whole is wrong. */
  readonly names: string | null
}

const lacks =
  (isLacking: (offers: Profile['offers']) => boolean, words: string): Unless =>
  ({ offers, name }) =>
    isLacking(offers) ? `targets of the kind ${name} ${words}` : null
const withoutStrictness = lacks(({ strict }) => !strict, 'may draw as if a wrong value were not there')
const withoutLimit = lacks(({ longestPrompt }) => longestPrompt === null, 'promise no longest prompt')
const withoutMost = lacks(({ mostImages }) => mostImages === null, 'promise no greatest number of images')
const withResponseFormat = lacks(({ parameters }) => parameters.includes('response_format'), 'take response_format')
const always: Unless = () => null

/** `words` follow "refuse generations"; a target that is not strict is only asked for the rows that say so in `unless`. */
type Refused = (
  id: string,
  level: 'MUST' | 'SHOULD',
  words: string,
  names: string | null,
  body: Body,
  unless?: Unless,
) => BadInput

const refused =
  (operation: Operation): Refused =>
  (id, level, words, names, body, unless = withoutStrictness) => ({
    id: `BAD-${operation === 'edits' ? 'EDIT' : 'GEN'}-${id}`,
    operation,
    sentence: `${level} refuse ${operation} ${words}`,
    names,
    images: 0,
    turn: 'bad',
    unless: anyOf(...(operation === 'edits' ? [withoutEdits] : []), unless),
    body,
  })

const promptOf = (operation: Operation): Fields => ({ prompt: prompts[operation === 'edits' ? 'edit-one' : 'generate'] ?? null })
const EDIT = promptOf('edits')

/** The real request of an operation with other fields. */
const changed =
  (operation: Operation, change: Fields): Body =>
  (target) => {
    const files = operation === 'edits' ? inputs(target, pictures.one) : []
    return imageBody(target, operation, { ...promptOf(operation), ...change }, files)
  }

/** The real edit with other files. */
const withFiles =
  (files: (target: Target) => readonly Part[]): Body =>
  (target) =>
    imageBody(target, 'edits', EDIT, files(target))

const MIB = 1024 * 1024
const redBall = picture('red-ball.png')

const generations = refused('generations')
/** Without a prompt, or in a body that nobody can read, there is nothing to draw. */
const GENERATIONS: readonly BadInput[] = [
  generations('NO-PROMPT', 'MUST', 'without a prompt', 'prompt', changed('generations', { prompt: null }), always),
  generations(
    'PROMPT-TYPE',
    'MUST',
    'with a prompt that is no text',
    'prompt',
    changed('generations', { prompt: { text: 'a pear' } }),
    always,
  ),
  generations(
    'BROKEN-JSON',
    'MUST',
    'in JSON that breaks off',
    null,
    (target) => raw('application/json', jsonText(target, {}).slice(0, -10)),
    always,
  ),
  // 400 `unsupported_content_type`: openai-openapi#502.
  generations('FORM', 'MUST', 'in a form', null, (target) => formOfFields(target, {})),
  generations('NO-OBJECT', 'SHOULD', 'in JSON that is no object', null, (target) =>
    raw('application/json', `[${jsonText(target, {})}]`),
  ),
  generations('EMPTY-BODY', 'SHOULD', 'with an empty body', null, () => raw('application/json', '')),
  generations(
    'CONTENT-TYPE',
    'SHOULD',
    'labelled as plain text',
    null,
    (target) => raw('text/plain', jsonText(target, {})),
    always,
  ),
]

const edits = refused('edits')
const withMask = anyOf(withoutStrictness, withoutParameters(['mask']))
const EDITS: readonly BadInput[] = [
  edits('NO-PROMPT', 'MUST', 'without a prompt', 'prompt', changed('edits', { prompt: null }), always),
  edits(
    'NO-IMAGE',
    'MUST',
    'without an image',
    'image',
    withFiles(() => []),
  ),
  // A part without a filename arrives as text: openai-ruby#147.
  edits(
    'IMAGE-AS-TEXT',
    'MUST',
    'whose image is a text field',
    'image',
    withFiles(() => [{ kind: 'field', name: 'image', value: 'red-ball.png' }]),
  ),
  // 400 `invalid_image_file`: LLMTornado#105.
  edits(
    'NO-PICTURE',
    'MUST',
    'whose image cannot be decoded',
    'image',
    withFiles(() => [picture('no-picture.png')]),
  ),
  // Where edits may come in JSON, what is wrong is that no image is there.
  edits('JSON', 'MUST', 'in JSON without an image', null, (target) => json(fieldsOf(target, EDIT))),
  edits('OTHER-BOUNDARY', 'SHOULD', 'announced with another boundary', null, (target) =>
    raw('multipart/form-data; boundary=another-boundary', formText(target, EDIT)),
  ),
  edits('NO-BOUNDARY', 'SHOULD', 'announced without a boundary', null, (target) =>
    raw('multipart/form-data', formText(target, EDIT)),
  ),
  edits('CUT-OFF', 'SHOULD', 'whose form breaks off', null, (target) =>
    raw(`multipart/form-data; boundary=${BOUNDARY}`, formText(target, EDIT).slice(0, -200)),
  ),
  edits('CONTENT-TYPE', 'SHOULD', 'labelled as plain text', null, (target) => raw('text/plain', formText(target, EDIT)), always),
  edits(
    'EMPTY-FILE',
    'SHOULD',
    'whose image is an empty file',
    'image',
    withFiles(() => [picture('empty.png')]),
  ),
]

/** Optional parameters that are wrong: a hop that leaves them out has them drawn as if they were not there. */
const parameter = (id: string, words: string, change: Fields, on: readonly Operation[] = ['generations', 'edits']) =>
  on.map((operation) => {
    const [names = null] = Object.keys(change)
    const offered = withoutParameters(Object.keys(change).filter((name) => name !== 'prompt'))
    return refused(operation)(id, 'SHOULD', words, names, changed(operation, change), anyOf(withoutStrictness, offered))
  })

const PARAMETERS: readonly BadInput[] = [
  parameter('NO-TEXT', 'with an empty prompt', { prompt: '' }),
  parameter('N-TYPE', 'with an n that is no number', { n: 'two' }),
  parameter('N-ZERO', 'with n = 0', { n: 0 }),
  parameter('N-ELEVEN', 'with n = 11', { n: 11 }),
  parameter('SIZE-TYPE', 'with a size of one number', { size: 1024 }),
  parameter('QUALITY', 'in an unknown quality', { quality: 'ultra' }),
  parameter('FORMAT', 'in an unknown format', { output_format: 'bmp' }),
  parameter('COMPRESSION', 'with output_compression = 101', { output_compression: 101, output_format: 'jpeg' }),
  parameter('BACKGROUND', 'on an unknown background', { background: 'striped' }),
  parameter('CLEAR-JPEG', 'on a transparent background in a JPEG', { background: 'transparent', output_format: 'jpeg' }),
  parameter('MODERATION', 'under an unknown moderation', { moderation: 'none' }, ['generations']),
  parameter('FIDELITY', 'with an unknown input_fidelity', { input_fidelity: 'medium' }, ['edits']),
  parameter('STREAM', 'with a stream that is neither true nor false', { stream: 'maybe' }),
  parameter('PARTIAL', 'with partial_images = 4', { partial_images: 4, stream: true }),
].flat()

/** Names that the API does not know. GPT image models refuse response_format so: vercel/ai#6102. */
const unknown = (operation: Operation): readonly BadInput[] => {
  const refuse = refused(operation)
  const named = (name: string): Body => changed(operation, { [name]: 'b64_json' })
  const oldName = anyOf(withoutStrictness, withResponseFormat)
  return [
    refuse('RESPONSE-FORMAT', 'SHOULD', 'with response_format', 'response_format', named('response_format'), oldName),
    refuse('UNKNOWN', 'SHOULD', 'with a parameter that there is not', 'no_such_parameter', named('no_such_parameter')),
  ]
}

/** Requests that nothing can be drawn from. */
export const BAD_BODIES: readonly BadInput[] = [...GENERATIONS, ...EDITS]

/** Requests that could be drawn by a hop that leaves out, cuts off or mends what is wrong; the likeliest come last. */
export const BAD_VALUES: readonly BadInput[] = [
  generations(
    'OVERSIZED',
    'SHOULD',
    'of ten megabytes',
    null,
    changed('generations', { prompt: 'pear '.repeat((10 * MIB) / 5) }),
    anyOf(withoutStrictness, withoutLimit),
  ),
  ...PARAMETERS,
  edits(
    'MASK-NO-PICTURE',
    'SHOULD',
    'whose mask cannot be decoded',
    'mask',
    withFiles(() => [redBall, picture('no-picture.png', 'mask')]),
    withMask,
  ),
  edits(
    'MASK-SIZE',
    'SHOULD',
    'whose mask has another size than the image',
    'mask',
    withFiles(() => [redBall, picture('mask-too-small.png', 'mask')]),
    withMask,
  ),
  edits(
    'SEVENTEEN',
    'SHOULD',
    'of more images than the API takes',
    'image',
    withFiles((target) =>
      inputs(
        target,
        Array.from({ length: (target.profile.offers.mostImages ?? 0) + 1 }, () => 'red-ball.png'),
      ),
    ),
    anyOf(withoutStrictness, withoutMost),
  ),
  ...unknown('generations'),
  ...unknown('edits'),
  // 400 `unsupported_file_mimetype`: pycasso#72. A relay that tells the type from the file itself draws all the same.
  edits(
    'IMAGE-TYPE',
    'SHOULD',
    'whose image is labelled as plain text',
    'image',
    withFiles(() => [{ ...redBall, contentType: 'text/plain' }]),
  ),
]

/** What ought to be refused. */
export const BAD_INPUT: readonly BadInput[] = [...BAD_BODIES, ...BAD_VALUES]
