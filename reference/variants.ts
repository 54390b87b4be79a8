import { VARIANTS as APIM_VARIANTS } from './apim/variants.ts'
import type { EdgeOptions } from './edge/edge.ts'
import type { Change } from './faults/fault.ts'
import type { DialectName } from './one-api/dialects.ts'

/** Another healthy chain, which the suite must find conformant too. */
export interface HealthyVariant {
  readonly name: string
  readonly sentence: string
  readonly dialect: DialectName
  readonly change: readonly Change[]
}

const edge = (set: Partial<EdgeOptions>): readonly Change[] => [{ hop: 'edge', set }]

/** The keys of this export can be sent in Ocp-Apim-Subscription-Key only, which no gateway of the one-api family does. */
const NOT_BEHIND_ONE_API = 'default-key-header'

export const HEALTHY_VARIANTS: readonly HealthyVariant[] = [
  {
    name: 'new-api',
    sentence: 'New-api stands in front: it rebuilds forms and renames several pictures to image[].',
    dialect: 'new-api',
    change: [],
  },
  {
    name: 'laisky',
    sentence: "Laisky's one-api stands in front: it lets few headers of errors through.",
    dialect: 'laisky',
    change: [],
  },
  {
    name: 'proxy',
    sentence: 'A proxy stands in front and changes nothing.',
    dialect: 'pass-through',
    change: edge({}),
  },
  {
    name: 'headers-in-lower-case',
    sentence: 'Header names come in lower case, as from HTTP/2.',
    dialect: 'pass-through',
    change: edge({ headerCase: 'lower' }),
  },
  {
    name: 'headers-in-upper-case',
    sentence: 'Header names come in upper case.',
    dialect: 'pass-through',
    change: edge({ headerCase: 'upper' }),
  },
  {
    name: 'gzip',
    sentence: 'Answers are compressed.',
    dialect: 'pass-through',
    change: edge({ encoding: 'gzip' }),
  },
  {
    name: 'chunked',
    sentence: 'Answers come in chunks, without a length.',
    dialect: 'pass-through',
    change: edge({ length: 'chunked' }),
  },
  {
    name: 'connection-close',
    sentence: 'Every answer ends its connection.',
    dialect: 'pass-through',
    change: edge({ connection: 'closed' }),
  },
  {
    name: 'unknown-fields',
    sentence: 'Answers have fields that nobody specified.',
    dialect: 'pass-through',
    change: [{ hop: 'one-api', set: { tampering: [{ on: 'all', to: 'answer', damage: 'unknown fields added' }] } }],
  },
  {
    name: 'slow',
    sentence: 'Pictures take their time.',
    dialect: 'pass-through',
    change: [{ hop: 'aoai', set: { latencyMs: 400 } }],
  },
  ...APIM_VARIANTS.filter(({ name }) => name !== NOT_BEHIND_ONE_API).map(
    ({ name, sentence, edits }): HealthyVariant => ({
      name: `apim-${name}`,
      sentence,
      dialect: 'pass-through',
      change: [{ hop: 'apim', edits }],
    }),
  ),
]
