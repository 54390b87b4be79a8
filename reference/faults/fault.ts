import type { AoaiOptions } from '../aoai/aoai.ts'
import type { ExportEdit } from '../apim/export.ts'
import type { BearerGatewayOptions } from '../bearer-gateway/gateway.ts'
import type { EdgeOptions } from '../edge/edge.ts'
import type { Layout } from '../layout.ts'
import type { OneApiOptions } from '../one-api/one-api.ts'
import type { OpenAiOptions } from '../openai.ts'

export type HopName = 'edge' | 'one-api' | 'apim' | 'aoai' | 'openai' | 'gateway'

/** One setting that is not as in the healthy chain. */
export type Change =
  /** Edits of the APIM export. */
  | { readonly hop: 'apim'; readonly edits: readonly ExportEdit[] }
  | { readonly hop: 'one-api'; readonly set: Partial<OneApiOptions> }
  /** The key of the channel from one-api to the next hop; empty for none. */
  | { readonly hop: 'one-api'; readonly channelKey: string }
  | { readonly hop: 'aoai'; readonly set: Partial<AoaiOptions> }
  | { readonly hop: 'openai'; readonly set: Partial<OpenAiOptions> }
  | { readonly hop: 'gateway'; readonly set: Partial<BearerGatewayOptions> }
  | { readonly hop: 'edge'; readonly set: Partial<EdgeOptions> }
  /** The path that the client was given in the place of the right one. */
  | { readonly hop: 'client'; readonly path: string }
  /** The key that the client was given in the place of the right one. */
  | { readonly hop: 'client'; readonly key: string }
  /** The role that Azure OpenAI knows APIM's managed identity to have. */
  | { readonly hop: 'identity'; readonly role: 'missing' }
  /** Nothing listens where the hop should be. */
  | { readonly hop: 'stopped'; readonly which: 'edge' | 'apim' | 'aoai' }

/** Something that a real team got wrong, as one change to the healthy chain. */
export interface Fault {
  readonly name: string
  /** What somebody did, or what happened to them. */
  readonly sentence: string
  /** The chain in which a caller sees it. */
  readonly layout: Layout
  /** Usually one; a second one only makes the first show, such as a model that takes longer than a short time limit. */
  readonly change: readonly Change[]
  /** The cause that the suite must name first. */
  readonly diagnosis: string
  /** Where to fix it, as far as it shows from outside: what several hops could have done is laid to the one that answered. */
  readonly at: string
  /** What else the suite must be given to be sure: without it the cause is one of several that the same answers allow. */
  readonly settledBy?: 'APIM_EXPORT'
  /** It strikes every second call: which requirements that turns red depends on the order in which calls arrive. */
  readonly wavers?: true
  /** The smallest tier that sends what shows it. Default: acceptance. */
  readonly tier?: 'full'
  /** The item of the acceptance checklist that it breaks; null for none. */
  readonly item: number | null
  /** The requirements that it turns red, and no others; of a fault that `wavers` some of these. */
  readonly turnsRed: readonly string[]
}

/** Milliseconds between two events. Beside so long a drawing, the moments in which a busy machine does not get to read are short. */
const SLOW_STEP_MS = 800

/** The fault on a model that takes its time, without which nobody could tell what came late from what came at once. */
export const withSlowDrawing = (fault: Fault): Fault => ({
  ...fault,
  change: [...fault.change, { hop: 'aoai', set: { shortestStepMs: SLOW_STEP_MS } }],
})
