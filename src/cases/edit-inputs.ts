import { readFileSync } from 'node:fs'
import type { Part, Profile } from '../model.ts'
import type { Target } from '../target/target.ts'
import { type Fields, fieldsOf, imageBody, inputs, json, picture, pictures, prompts } from './bodies.ts'
import { anyOf, type Unless, withoutEdits, withoutInput, withoutParameters } from './offered.ts'
import type { Sentence, Variant } from './variants.ts'

const MIB = 1024 * 1024

/** The field for several images that is not the profile's first choice; null where it takes only one. */
const otherField = ({ offers, severalImagesField }: Profile): 'image' | 'image[]' | null =>
  offers.severalImagesFields.find((field) => field !== severalImagesField) ?? null

const withoutOtherField: Unless = (profile) =>
  otherField(profile) === null
    ? `targets of the kind ${profile.name} take several images only as ${profile.severalImagesField}`
    : null
const withoutArrayField: Unless = ({ offers, name }) =>
  offers.severalImagesFields.includes('image[]') ? null : `targets of the kind ${name} do not take image[]`
const withoutSixteen: Unless = ({ offers, name }) =>
  (offers.mostImages ?? 0) >= 16 ? null : `targets of the kind ${name} do not promise to take sixteen images`
const withoutJson: Unless = ({ offers, name }) =>
  offers.jsonEdits ? null : `targets of the kind ${name} do not take edits in JSON`
const withoutFreeRefusal: Unless = ({ freeRefusal, name }) =>
  freeRefusal.edits === null ? `the profile ${name} knows no edit that is refused for free` : null

/** An edit that is paid for. */
const drawn = (
  id: string,
  sentence: Sentence,
  unless: Unless,
  files: (target: Target) => readonly Part[],
  prompt = 'edit-one',
): Variant => ({
  id,
  operation: 'edits',
  sentence,
  images: 1,
  turn: 'variant',
  unless: anyOf(withoutEdits, unless),
  body: (target) => imageBody(target, 'edits', { prompt: prompts[prompt] ?? null }, files(target)),
})

/** The edit that is refused for free, with other files: that the model reads them as a form is all that there is to see. */
const read = (id: string, sentence: Sentence, unless: Unless, files: readonly Part[]): Variant => ({
  id,
  operation: 'edits',
  sentence,
  images: 0,
  turn: 'free',
  unless: anyOf(withoutEdits, withoutFreeRefusal, unless),
  body: (target) => imageBody(target, 'edits', target.profile.freeRefusal.edits?.change ?? {}, files),
})

const always: Unless = () => null
const redBall = picture('red-ball.png')
const named = (filename: string): readonly Part[] => [{ ...redBall, filename }]
const sized = (mebibytes: number): Part => ({ ...redBall, paddedTo: mebibytes * MIB, filename: `${mebibytes}-MiB.png` })

/** Forms that real clients write: field names, numbers, formats, sizes and names of files, a mask. */
export const EDIT_INPUTS: readonly Variant[] = [
  read('EDIT-ARRAY-ONE', 'MUST take one image under image[], as the official clients send a list of one', withoutArrayField, [
    { ...redBall, name: 'image[]' },
  ]),
  drawn(
    'EDIT-OTHER-FIELD',
    'MUST draw on every image under the other field name too',
    withoutOtherField,
    (target) => inputs(target, pictures.several).map((part) => ({ ...part, name: otherField(target.profile) ?? part.name })),
    'edit-several',
  ),
  drawn(
    'EDIT-SIXTEEN',
    'MUST draw on sixteen images, the most that the API takes',
    withoutSixteen,
    (target) => inputs(target, Array.from({ length: 8 }, () => pictures.several).flat()),
    'edit-several',
  ),
  drawn('EDIT-FROM-JPEG', 'MUST draw on a JPEG', withoutInput('jpeg'), () => [picture('red-ball.jpg')]),
  drawn('EDIT-FROM-WEBP', 'MUST draw on a WebP', withoutInput('webp'), () => [picture('red-ball.webp')]),
  drawn('EDIT-MASK', 'MUST take a mask of the same size', withoutParameters(['mask']), () => [
    redBall,
    picture('mask-right-half.png', 'mask'),
  ]),
  drawn('EDIT-4-MIB', 'MUST draw on an image of 4 MiB', withoutInput('png'), () => [sized(4)]),
  read('EDIT-25-MIB', 'MUST carry an image of 25 MiB to the model', withoutInput('png'), [sized(25)]),
  read('EDIT-NAME-SPACE', 'MUST take a file name with spaces', always, named('red ball 1.png')),
  read('EDIT-NAME-QUOTE', 'MUST take a file name with quotes', always, named('red "ball".png')),
  read('EDIT-NAME-UTF8', 'MUST take a file name that is not ASCII', always, named('红球 été 🔴.png')),
  {
    ...drawn('EDIT-JSON', 'MUST draw on an image that comes as a data URL in JSON', withoutJson, () => []),
    body: (target) => json(jsonEdit(target)),
  },
]

function jsonEdit(target: Target): Fields {
  const base64 = readFileSync(redBall.path).toString('base64')
  return fieldsOf(target, { prompt: prompts['edit-one'] ?? null, images: [{ image_url: `data:image/png;base64,${base64}` }] })
}
