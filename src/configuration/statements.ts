/** What a statement does to the call that the backend gets. */
export type Role =
  /** Changes what is asked of the backend, and is followed by calls.ts. */
  | 'call'
  /** Holds other statements. */
  | 'holder'
  /** Decides who may call: what the two operations must have alike. */
  | 'caller-authentication'
  /** Neither changes the request's address or credentials nor ends it. */
  | 'neutral'

/** Every statement of the policy reference (azure-docs, api-management-policies, 2026) by its role. */
const STATEMENTS: Readonly<Record<Role, string>> = {
  call:
    'set-backend-service rewrite-uri set-query-parameter set-header set-variable set-method forward-request return-response ' +
    'mock-response authentication-managed-identity authentication-basic authentication-certificate',
  holder: 'choose retry limit-concurrency wait include-fragment base',
  'caller-authentication':
    'check-header ip-filter validate-jwt validate-azure-ad-token validate-client-certificate get-authorization-context',
  neutral:
    'rate-limit rate-limit-by-key quota quota-by-key llm-token-limit azure-openai-token-limit cors cross-domain jsonp proxy ' +
    'validate-content validate-parameters validate-headers validate-status-code validate-odata-request ' +
    'cache-lookup cache-store cache-lookup-value cache-store-value cache-remove-value ' +
    'llm-semantic-cache-lookup llm-semantic-cache-store azure-openai-semantic-cache-lookup azure-openai-semantic-cache-store ' +
    'set-body set-status find-and-replace json-to-xml xml-to-json xsl-transform redirect-content-urls ' +
    'send-request send-one-way-request log-to-eventhub emit-metric llm-emit-token-metric azure-openai-emit-token-metric ' +
    'llm-content-safety trace publish-to-dapr invoke-dapr-binding',
}

const ROLES = new Map(
  (['call', 'holder', 'caller-authentication', 'neutral'] as const).flatMap((role) =>
    STATEMENTS[role].split(' ').map((name) => [name, role] as const),
  ),
)

/** Null for a statement that the policy reference does not have: mis-spelt, or newer than this table. */
export function roleOf(statement: string): Role | null {
  return ROLES.get(statement) ?? null
}
