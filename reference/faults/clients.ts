import type { EdgePage } from '../edge/pages.ts'
import type { Scope } from '../operation.ts'
import type { Tampering } from '../tampering/tampering.ts'
import type { Change, Fault } from './fault.ts'

const layout = 'oneapi-apim-aoai'

const denies = (agents: RegExp, as: EdgePage): Change => ({ hop: 'edge', set: { answers: [{ on: 'all', as, agents }] } })
const answered = (
  on: Scope,
  damage: Extract<Tampering, { to: 'answer' }>['damage'],
): { readonly tampering: readonly Tampering[] } => ({ tampering: [{ on, to: 'answer', damage }] })

/** What the methods of official clients call themselves, and what plain HTTP libraries do. */
const OFFICIAL = /^(?:Async)?(?:Azure)?OpenAI\//
const LIBRARIES = /^(?:node|undici|node-fetch|axios|python-httpx|python-requests|Go-http-client|curl)\b/

/** What only those notice who call with an official client: a request by hand is taken, and its answer read. */
export const CLIENT_FAULTS: readonly Fault[] = [
  {
    name: 'edge-blocks-official-clients',
    sentence: 'A bot rule of the firewall blocks the User-Agent of official clients.',
    layout,
    change: [denies(OFFICIAL, 'application gateway waf')],
    diagnosis: 'edge-blocked',
    at: 'edge',
    item: null,
    tier: 'full',
    turnsRed: ['CLIENT-GENERATE', 'CLIENT-EDIT', 'CLIENT-EDIT-LIST', 'CLIENT-STREAM'],
  },
  {
    name: 'edge-denies-official-clients',
    sentence: 'Bot detection denies the User-Agent of official clients, in words that could be about the key.',
    layout,
    change: [denies(OFFICIAL, 'kong bot detection')],
    diagnosis: 'client-refused',
    at: 'unknown',
    item: null,
    tier: 'full',
    turnsRed: ['CLIENT-GENERATE', 'CLIENT-EDIT', 'CLIENT-EDIT-LIST', 'CLIENT-STREAM'],
  },
  {
    name: 'edge-blocks-http-libraries',
    sentence: 'A bot rule of the firewall blocks the User-Agent of plain HTTP libraries.',
    layout,
    change: [denies(LIBRARIES, 'application gateway waf')],
    diagnosis: 'edge-blocked',
    at: 'edge',
    item: null,
    tier: 'full',
    turnsRed: ['CLIENT-RAW-NONE', 'CLIENT-RAW-KEY'],
  },
  {
    name: 'one-api-answers-plain-text',
    sentence: 'The fork writes its JSON without a Content-Type, and Go makes it text/plain.',
    layout,
    change: [{ hop: 'one-api', set: answered('images', 'success as plain text') }],
    diagnosis: 'response-not-json',
    at: 'unknown',
    item: null,
    turnsRed: ['T2I-2', 'EDIT-2', 'MULTI-2'],
  },
  {
    name: 'edge-writes-content-type-in-capitals',
    sentence: 'The proxy writes Application/JSON, which means the same (RFC 9110, 8.3.1) and which the client does not know.',
    layout,
    change: [{ hop: 'edge', set: answered('images', 'content type in capitals') }],
    diagnosis: 'client-fault',
    at: 'client',
    item: null,
    tier: 'full',
    turnsRed: ['CLIENT-GENERATE', 'CLIENT-EDIT', 'CLIENT-EDIT-LIST'],
  },
  {
    name: 'one-api-keeps-streams-alive-by-data',
    sentence: 'The fork keeps a stream alive by data that is no JSON, where a comment is due.',
    layout,
    change: [{ hop: 'one-api', set: answered('images', 'stream kept alive by data') }],
    diagnosis: 'stream-broken',
    at: 'unknown',
    item: null,
    tier: 'full',
    turnsRed: ['CLIENT-STREAM'],
  },
  {
    name: 'gateway-chat-in-plain-text',
    sentence: 'Chat was moved to a handler of its own, which answers without a Content-Type.',
    layout: 'ai-builder-space',
    change: [{ hop: 'gateway', set: answered('chat', 'success as plain text') }],
    diagnosis: 'response-not-json',
    at: 'gateway',
    item: null,
    tier: 'full',
    turnsRed: ['CLIENT-CHAT'],
  },
]
