import type { Cause } from '../cause.ts'

/** Nothing that a setting of the target could mend: what it hits is unjudged, not broken. */
export const ENVIRONMENT = {
  'rate-limited': {
    hop: null,
    item: null,
    stage: 'environment',
    meaning: 'A rate limit was hit.',
    remedy:
      'Wait for Retry-After and run again, with MAX_CONCURRENCY=1 if need be. For good: raise the tokens or requests per minute of the deployment (Azure AI Foundry → Deployments → edit), the <rate-limit> or <llm-token-limit> of API Management, or the limit of the account.',
    settle: null,
  },
  'quota-exhausted': {
    hop: null,
    item: null,
    stage: 'environment',
    meaning: 'A quota, budget or balance is used up.',
    remedy:
      'Top up or raise the quota where the message comes from: the billing page of the account, Azure → Quotas, <quota> in API Management, the user or token quota in the console of one-api.',
    settle: null,
  },
  'content-filtered': {
    hop: null,
    item: null,
    stage: 'environment',
    meaning: 'A content filter stopped the prompt or the picture.',
    remedy:
      'Use a harmless prompt and reference picture. If those of this suite are filtered, look at the content filter of the deployment (Azure AI Foundry → Guardrails + controls).',
    settle: null,
  },
  'resource-blocked': {
    hop: null,
    item: null,
    stage: 'environment',
    meaning: 'The resource or account behind the key is blocked; every prompt fails.',
    remedy:
      'Ask Azure support (or the provider) to lift the block, naming the resource, or move the deployment to another resource. Changing prompts does not help.',
    settle: null,
  },
  'edge-blocked': {
    hop: 'edge',
    item: null,
    stage: 'environment',
    meaning: 'A network rule (WAF, IP filter, firewall, virtual network) refuses the caller.',
    remedy:
      'Allow the address of the caller: in the WAF policy of Application Gateway, Front Door or Cloudflare (look up the reference on the page in its log), in <ip-filter> of API Management, or under Networking of the Azure OpenAI resource (selected networks, private endpoint).',
    settle:
      'Call from another network, with a small body, or with another User-Agent: a WAF may object to size or content of one operation only, or to one client.',
  },
  'target-unreachable': {
    hop: 'client',
    item: null,
    stage: 'environment',
    meaning: 'No connection to the target: name, port, TLS or network.',
    remedy:
      'Check TARGET_URL (host, port, http or https), the name server and proxy of this machine, VPN or private endpoint, and the certificate of the target. Connections that are accepted and then dropped: http goes to a port of https, or a firewall does not let this machine in.',
    settle: 'curl -v to the same URL from the same machine shows how far the connection gets.',
  },
} as const satisfies Record<string, Cause>
