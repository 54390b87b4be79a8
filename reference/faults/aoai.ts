import type { RefusalName } from '../aoai/refusals.ts'
import type { Scope } from '../operation.ts'
import type { Tampering } from '../tampering/tampering.ts'
import type { Change, Fault } from './fault.ts'

const layout = 'oneapi-apim-aoai'

const refuses = (on: Scope, as: RefusalName): Change => ({ hop: 'aoai', set: { refuses: [{ on, as }] } })
const answers = (on: Scope, damage: Extract<Tampering, { to: 'answer' }>['damage']): Change => ({
  hop: 'aoai',
  set: { tampering: [{ on, to: 'answer', damage }] },
})

/** Settings and state of the Azure OpenAI resource. */
export const AOAI_FAULTS: readonly Fault[] = [
  {
    name: 'aoai-key-auth-disabled',
    sentence: 'The platform team set disableLocalAuth on the resource, so that keys are refused.',
    layout,
    change: [{ hop: 'aoai', set: { keyAuth: 'disabled' } }],
    diagnosis: 'backend-key-auth-disabled',
    at: 'aoai',
    item: 4,
    turnsRed: ['T2I-1', 'EDIT-1', 'MULTI-1', 'VALID-1', 'VALID-2', 'VALID-3', 'AUTH-GEN-RIGHT', 'AUTH-EDIT-RIGHT'],
  },
  {
    name: 'aoai-network-closed',
    sentence: 'Public access to the resource was switched off and API Management is not in its network.',
    layout,
    change: [refuses('all', 'network closed')],
    diagnosis: 'edge-blocked',
    at: 'aoai',
    item: null,
    turnsRed: ['T2I-1', 'EDIT-1', 'MULTI-1', 'VALID-1', 'VALID-2', 'VALID-3', 'AUTH-GEN-RIGHT', 'AUTH-EDIT-RIGHT'],
  },
  {
    name: 'aoai-resource-blocked',
    sentence: 'Azure blocked the image modality of the resource after abuse; chat goes on.',
    layout,
    change: [refuses('images', 'resource blocked')],
    diagnosis: 'resource-blocked',
    at: 'aoai',
    item: null,
    turnsRed: [],
  },
  {
    name: 'aoai-rate-limited',
    sentence: 'The deployment has a quota of a few images a minute and another team uses it up.',
    layout,
    change: [refuses('images', 'rate limited')],
    diagnosis: 'rate-limited',
    at: 'aoai',
    item: null,
    turnsRed: [],
  },
  {
    name: 'aoai-content-filtered',
    sentence: 'A custom content filter of the deployment refuses every prompt of edits.',
    layout,
    change: [refuses('edits', 'content filtered')],
    diagnosis: 'content-filtered',
    at: 'aoai',
    item: null,
    turnsRed: [],
  },
  {
    name: 'aoai-edits-server-error',
    sentence: 'The model fails on every edit with an internal error.',
    layout,
    change: [refuses('edits', 'server error')],
    diagnosis: 'upstream-error',
    at: 'aoai',
    item: null,
    turnsRed: ['EDIT-1', 'MULTI-1', 'VALID-2', 'VALID-3', 'PAIR-1'],
  },
  {
    name: 'aoai-deployment-of-chat-model',
    sentence: 'The deployment was created with a chat model under the name of the image model.',
    layout,
    change: [{ hop: 'aoai', set: { deployments: { 'gpt-image-1.5': 'gpt-4.1-mini' } } }],
    diagnosis: 'deployment-mismatch',
    at: 'apim',
    item: 2,
    turnsRed: ['T2I-1', 'EDIT-1', 'MULTI-1', 'ROUTE-1', 'ROUTE-2', 'ROUTE-5'],
  },
  {
    name: 'aoai-repeated-image-refused',
    sentence: 'The model takes several pictures as image[] only, and refuses a repeated image.',
    layout,
    change: [{ hop: 'aoai', set: { severalAs: ['image[]'] } }],
    diagnosis: 'image-field-rejected',
    at: 'aoai',
    item: null,
    turnsRed: ['MULTI-1', 'ROUTE-5'],
  },
  {
    name: 'aoai-edits-never-answered',
    sentence: 'Edits hang: the model takes the request and never answers.',
    layout,
    change: [answers('edits', 'never answered')],
    diagnosis: 'backend-timeout',
    at: 'apim',
    item: null,
    turnsRed: ['EDIT-1', 'MULTI-1', 'VALID-2', 'VALID-5', 'PAIR-1'],
  },
]
