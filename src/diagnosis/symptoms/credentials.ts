import type { Hop } from '../../model.ts'
import { atBuilder, atOrigin, type Clue, coded, hasStatus, isAbout, type Symptom, says } from '../symptom.ts'

/** The credential that an origin refused was set by whoever called the origin: the relay in front of it, or the caller. */
const setByRelay = ({ attribution, origin, context }: Clue): boolean =>
  origin !== attribution.answeredBy || (context.chain ?? []).indexOf(knownHop(origin)) > 0

const knownHop = (hop: Hop | 'unknown'): Hop => (hop === 'unknown' ? 'client' : hop)

const MISSING =
  /didn't provide an api key|missing bearer|no api key passed in|missing authentication|no (?:cookie )?auth credentials|not authenticated|未提供令牌|no token provided|(?:api key|authorization|token|credentials?)(?: header)? (?:is |was |were )?(?:missing(?!,? (?:or )?invalid)|required|not provided|not found in request)|missing (?:api key|authorization|access token)|^jwt not present|no api key found/im

const REJECTED =
  /incorrect api key|invalid (?:api key|token|key|bearer|jwt)|无效的令牌|令牌(?:状态不可用|已过期|已禁用|验证失败)|token (?:not found|expired|is invalid|status)|authentication error|user not found|access token is missing or invalid|invalid proxy server token|malformed api key|could not validate credentials|key.{0,20}(?:expired|disabled|revoked)/i

/** Refusals of a credential, from the model outwards. */
export const CREDENTIALS: readonly Symptom[] = [
  {
    cause: 'backend-key-auth-disabled',
    sentence: 'Azure OpenAI takes no keys any more: key authentication is switched off',
    when: (clue) => coded(clue, /^AuthenticationTypeDisabled$/) || says(clue, /key based authentication is disabled/i),
    confidence: 'certain',
  },
  {
    cause: 'backend-permission-denied',
    sentence: 'the identity is known and lacks the role',
    when: (clue) =>
      coded(clue, /^PermissionDenied$/) || says(clue, /lacks the required data action|does not have access to api\/operation/i),
    confidence: 'certain',
  },
  {
    cause: 'backend-permission-denied',
    sentence: "the key's organisation or project may not use this model or operation",
    when: (clue) =>
      says(
        clue,
        /organization must be verified|missing scopes|insufficient permissions for this operation|does not have access to model/i,
      ),
    confidence: 'likely',
    hop: atOrigin,
  },
  {
    cause: 'backend-credential-rejected',
    sentence: 'Azure OpenAI refuses the key that it was given',
    when: (clue) => says(clue, /or wrong api endpoint/i),
    confidence: 'certain',
    hop: atBuilder,
  },
  {
    cause: 'backend-credential-rejected',
    sentence: 'Azure OpenAI refuses the token, or a key that came as a Bearer token',
    when: (clue) =>
      says(clue, /audience is incorrect|token tenant|resource id is badly formed|unable to get resource information/i) ||
      (hasStatus(clue, 401) && isAbout(clue, 'aoai')),
    confidence: 'likely',
    hop: atBuilder,
  },
  {
    cause: 'subscription-key-missing',
    sentence: 'API Management saw no subscription key',
    when: (clue) => says(clue, /missing (?:[\w ]{1,40} or )?subscription key/i),
    confidence: 'certain',
  },
  {
    cause: 'subscription-key-rejected',
    sentence: 'API Management refuses the subscription key (value, state, product or API scope)',
    when: (clue) => says(clue, /invalid (?:[\w ]{1,40} or )?subscription key/i),
    confidence: 'certain',
  },
  {
    cause: 'subscription-key-missing',
    sentence: "the challenge of API Management's key check, without the words that say what was wrong",
    when: ({ reading }) => /AzureApiManagementKey/i.test(reading.headers.get('www-authenticate') ?? ''),
    confidence: 'possible',
    or: [{ cause: 'subscription-key-rejected', because: 'both refusals carry the same challenge' }],
  },
  {
    cause: 'backend-credential-rejected',
    sentence: 'a relay passes on that its upstream refuses the key',
    when: (clue) => coded(clue, /^invalid_api_key$/) && setByRelay(clue),
    confidence: 'likely',
    hop: ({ attribution }) => attribution.answeredBy,
    or: [{ cause: 'client-credential-rejected', because: 'relays without keys of their own hand on what the caller sent' }],
  },
  {
    cause: 'client-credential-missing',
    sentence: 'no credential arrived',
    when: (clue) => says(clue, MISSING) && !hasStatus(clue, 400, 404, 422),
    confidence: 'certain',
  },
  {
    cause: 'client-credential-rejected',
    sentence: 'the credential is refused',
    when: (clue) => coded(clue, /^invalid_api_key$|^invalid_token$/) || (says(clue, REJECTED) && !hasStatus(clue, 404)),
    confidence: 'certain',
  },
  {
    cause: 'client-credential-rejected',
    sentence: "the gateway's token may not use this model or group",
    when: (clue) => says(clue, /token has no access to|key not allowed to access model|无权(?:访问|使用)|不支持指定渠道/i),
    confidence: 'likely',
    or: [{ cause: 'gateway-no-channel', because: 'the model may be missing in the group altogether' }],
  },
  {
    cause: 'client-credential-rejected',
    sentence: 'a 401 that does not say what it misses',
    when: (clue) => hasStatus(clue, 401),
    confidence: 'possible',
    or: [
      { cause: 'client-credential-missing', because: 'the answer does not say whether a credential arrived' },
      { cause: 'backend-credential-rejected', because: 'the refusal of a hop behind may have been passed on' },
      { cause: 'subscription-key-rejected', because: 'a policy of API Management may refuse without its usual words' },
    ],
  },
  {
    cause: 'client-credential-rejected',
    sentence: 'a 403 that does not say what it forbids',
    when: (clue) =>
      hasStatus(clue, 403) &&
      clue.reading.codes.every((code) => /^(?:403|forbidden|permission_\w+|access_denied|\w*_error)$/i.test(code)),
    confidence: 'possible',
    or: [
      { cause: 'backend-permission-denied', because: 'the refusal of a hop behind may have been passed on' },
      { cause: 'edge-blocked', because: 'a network rule may refuse with the same words' },
    ],
  },
]
