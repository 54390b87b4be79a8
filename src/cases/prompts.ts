import type { FreeRefusal, Json, Profile } from '../model.ts'
import type { Target } from '../target/target.ts'
import { type Fields, imageBody, inputs, pictures, prompts } from './bodies.ts'
import { anyOf, type Unless, withoutEdits } from './offered.ts'
import type { Variant } from './variants.ts'

type Operation = Variant['operation']

/** Text of several scripts: two, three and four bytes in UTF-8, one and two units in UTF-16. */
export const TEXT = '红球 été 🔴'

/** Characters by which a prompt that ought to be refused for its length is longer than the longest. */
const TOO_MANY = 500

const withoutLimit: Unless = ({ offers, name }) =>
  offers.longestPrompt === null ? `targets of the kind ${name} promise no longest prompt` : null

/** The field that the free refusal changes, and the text that it puts there; null where the prompt itself is what it changes. */
function changedText(refusal: FreeRefusal | null): { readonly field: string; readonly value: string } | null {
  const [field, value] = Object.entries(refusal?.change ?? {}).find(([, content]) => typeof content === 'string') ?? []
  return field === undefined || field === 'prompt' || typeof value !== 'string' ? null : { field, value }
}

const withoutFreeText =
  (operation: Operation): Unless =>
  ({ freeRefusal, name }) =>
    changedText(freeRefusal[operation]) === null
      ? `the profile ${name} knows no refusal of ${operation} about another text than the prompt`
      : null

/** The prompt of the operation, repeated and cut to exactly so many characters. */
function ofLength(text: string, characters: number): string {
  const letters = [...text]
  return text.repeat(Math.floor(characters / letters.length)) + letters.slice(0, characters % letters.length).join('')
}

const request =
  (operation: Operation, change: (profile: Profile) => Fields): Variant['body'] =>
  (target: Target) => {
    const prompt: Json = prompts[operation === 'edits' ? 'edit-one' : 'generate'] ?? null
    const files = operation === 'edits' ? inputs(target, pictures.one) : []
    return imageBody(target, operation, { prompt, ...change(target.profile) }, files)
  }

const rows = (operation: Operation): readonly Variant[] => {
  const id = operation === 'edits' ? 'EDIT' : 'GEN'
  const without: Unless = operation === 'edits' ? withoutEdits : () => null
  const free = anyOf(without, withoutFreeText(operation))
  const limited = anyOf(without, withoutLimit)
  const ascii = prompts[operation === 'edits' ? 'edit-one' : 'generate'] ?? ''
  return [
    {
      id: `PROMPT-${id}-LONGEST`,
      operation,
      sentence: `MUST take a prompt of the greatest length on ${operation}`,
      images: 0,
      turn: 'free',
      unless: anyOf(limited, free),
      body: request(operation, ({ offers, freeRefusal }) => ({
        ...freeRefusal[operation]?.change,
        prompt: ofLength(`${ascii}. `, offers.longestPrompt ?? 0),
      })),
    },
    {
      id: `PROMPT-${id}-TEXT`,
      operation,
      sentence: `MUST carry text beyond ASCII on ${operation} as it was written`,
      images: 0,
      turn: 'free',
      unless: free,
      body: request(operation, ({ freeRefusal }) => {
        const text = changedText(freeRefusal[operation])
        return { ...freeRefusal[operation]?.change, ...(text === null ? {} : { [text.field]: `${text.value} ${TEXT}` }) }
      }),
    },
    {
      id: `PROMPT-${id}-TOO-LONG`,
      operation,
      sentence: `SHOULD refuse a prompt of one character too many on ${operation}, and name it`,
      images: 0,
      turn: 'bad',
      unless: limited,
      body: request(operation, ({ offers }) => ({ prompt: ofLength(`${ascii}. `, (offers.longestPrompt ?? 0) + 1) })),
    },
    {
      id: `PROMPT-${id}-COUNT`,
      operation,
      sentence: `SHOULD count the characters of a prompt beyond ASCII on ${operation} as they were written`,
      images: 0,
      turn: 'bad',
      unless: limited,
      body: request(operation, ({ offers }) => ({ prompt: ofLength(`${TEXT} `, (offers.longestPrompt ?? 0) + TOO_MANY) })),
    },
  ]
}

/** How long a prompt may be, and whether text in any script arrives: all of it is refused before anything is drawn. */
export const PROMPTS: readonly Variant[] = [...rows('generations'), ...rows('edits')]
