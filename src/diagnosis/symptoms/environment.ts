import { atAuthor, atOrigin, coded, hasStatus, isAbout, type Symptom, says } from '../symptom.ts'

/** Refusals that say nothing about how the target is set up. */
export const ENVIRONMENT: readonly Symptom[] = [
  {
    cause: 'resource-blocked',
    sentence: 'the resource or account behind the key is blocked',
    when: (clue) =>
      says(clue, /resource has been (?:temporarily )?blocked|account (?:has been |is )?(?:deactivated|suspended|banned)/i) ||
      coded(clue, /^account_deactivated$/),
    confidence: 'certain',
    hop: atOrigin,
  },
  {
    cause: 'content-filtered',
    sentence: 'a content filter stopped the prompt or the picture',
    when: (clue) =>
      coded(
        clue,
        /^(?:content_?filter|content_policy_violation|moderation_blocked|ResponsibleAIPolicyViolation|sensitive_words_detected)$/i,
      ) ||
      says(
        clue,
        /content management policy|content (?:safety )?polic(?:y|ies)|our safety system|the safety system|content moderation|safety_violations|sensitive words|敏感词|blocked by .{0,30}safety|\bIMAGE_SAFETY\b/i,
      ),
    confidence: 'certain',
    hop: atOrigin,
  },
  {
    cause: 'content-filtered',
    sentence: 'a body that begins like a success and breaks off in an error, as Azure writes filtered pictures',
    when: ({ reading }) =>
      reading.layers.some(({ shape, around }) => shape === 'object' && around.created !== undefined) &&
      hasStatusOr(reading.status, 400),
    confidence: 'possible',
    hop: atOrigin,
    or: [{ cause: 'request-rejected', because: 'the rest of the body is missing' }],
  },
  {
    cause: 'quota-exhausted',
    sentence: 'a quota, budget or balance is used up',
    when: (clue) =>
      hasStatus(clue, 402) ||
      coded(
        clue,
        /^(?:insufficient_(?:user_)?quota|billing_hard_limit_reached|billing_not_active|billing_limit_user_error|pre_consume_token_quota_failed|budget_exceeded|insufficient_balance)$/,
      ) ||
      says(
        clue,
        /exceeded your current quota|billing hard limit|quota (?:is )?not enough|额度(?:不足|已用尽|失败)|余额不足|欠费|insufficient (?:balance|credits?|funds|quota)|out of (?:call volume|bandwidth) quota|(?:token|call) quota (?:is|has been) exceeded|budget has been exceeded|exceededbudget|payment required|requires more credits/i,
      ),
    confidence: 'certain',
    hop: atOrigin,
  },
  {
    cause: 'rate-limited',
    sentence: 'a rate limit was hit',
    when: (clue) =>
      hasStatus(clue, 429) ||
      coded(clue, /^(?:429|rate_limit_exceeded|RateLimitReached|too_many_requests|TooManyRequests)$/) ||
      says(
        clue,
        /(?:call|token)? ?rate limit (?:is |was |has been )?(?:exceeded|reached)|too many requests|负载已饱和|load is saturated|请求(?:数|频率|过于频繁)|temporarily rate-limited/i,
      ),
    confidence: 'certain',
    hop: atOrigin,
  },
  {
    cause: 'edge-blocked',
    sentence: 'a network rule refuses the caller (firewall, virtual network, IP filter)',
    when: (clue) =>
      says(
        clue,
        /virtual network\/firewall rules|public (?:network )?access is disabled|traffic ?denied|you have been blocked|attention required|ip (?:address )?(?:is )?(?:not allowed|blocked|forbidden)|country, region, or territory not supported|request blocked|不在.{0,6}白名单/i,
      ) ||
      clue.reading.headers.has('cf-mitigated') ||
      /TrafficDenied/i.test(clue.reading.headers.get('policy-id') ?? ''),
    confidence: 'certain',
    hop: atOrigin,
  },
  {
    cause: 'edge-blocked',
    sentence: "the bare 403 of API Management's ip-filter policy",
    when: (clue) => hasStatus(clue, 403) && isAbout(clue, 'apim') && says(clue, /^forbidden\W*$/im),
    confidence: 'likely',
    hop: atOrigin,
    or: [{ cause: 'client-credential-rejected', because: 'another policy may refuse with the same words' }],
  },
  {
    cause: 'edge-blocked',
    sentence: 'a proxy or firewall refuses with a page of its own',
    when: (clue) => hasStatus(clue, 401, 403) && clue.attribution.answeredBy === 'edge',
    confidence: 'likely',
    hop: atAuthor,
    or: [{ cause: 'wrong-base-url', because: 'another site may answer at this address' }],
  },
]

const hasStatusOr = (status: number | null, expected: number): boolean => status === null || status === expected
