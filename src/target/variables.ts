import { FAILING_LEVELS, TIERS, type Tier } from '../model.ts'
import { authScheme, flag, headersObject, key, oneOf, optional, text, url, wholeNumber } from './values.ts'

/** What is wrong with one variable, and a value that would be right. */
export interface Fault {
  /** The variable; else the file, the mistyped name or the arguments that are at fault. */
  readonly variable: string
  readonly fault: string
  /** A right value of the variable; where the fault is elsewhere, a right line or command. */
  readonly example: string
}

/** What stands behind the name of a command, and is no variable. */
export const ARGUMENTS = 'arguments'

/** The configuration cannot be used; nothing was sent. The message names every variable at fault. */
export class BadConfiguration extends Error {
  override readonly name = 'BadConfiguration'
  readonly faults: readonly Fault[]

  constructor(faults: readonly Fault[]) {
    super(
      faults
        .map(({ variable, fault, example }) => {
          const right = isVariable(variable) ? `${variable}=${example}` : example
          return `${variable}: ${fault}\n    for example  ${right}`
        })
        .join('\n'),
    )
    this.faults = faults
  }
}

interface Variable<T> {
  readonly meaning: string
  /** The default, in words. */
  readonly otherwise: string
  readonly example: string
  /** The value of the text; throws an Error whose message says what is wrong with it. Undefined is "not set". */
  readonly read: (text: string | undefined) => T
}

const row = <T>(variable: Variable<T>): Variable<T> => variable

/** Every variable of the environment: one row, one meaning. The README's table and `.env.example` are checked against it. */
export const variables = {
  TARGET_URL: row({
    meaning: 'base URL, with or without `/v1`, with or without a trailing slash',
    otherwise: 'none: the embedded reference chain',
    example: 'https://one-api.example.com/v1',
    read: optional(url),
  }),
  TARGET_API_KEY: row({ meaning: 'the credential', otherwise: 'none', example: 'sk-...', read: optional(key) }),
  TARGET_PROFILE: row({
    meaning:
      '`oneapi-apim-aoai`, `apim-aoai`, `aoai`, `aoai-v1`, `openai`, `ai-builder-space`, `generic`, or a path to a profile file',
    otherwise: '`oneapi-apim-aoai`',
    example: 'apim-aoai',
    read: optional(text),
  }),
  TARGET_AUTH: row({
    meaning: '`bearer`, `api-key`, `subscription-key` (`Ocp-Apim-Subscription-Key`), or `header:<Name>`',
    otherwise: "the profile's",
    example: 'bearer',
    read: optional(authScheme),
  }),
  TARGET_MODEL: row({
    meaning: 'model or deployment sent in the body',
    otherwise: "the profile's",
    example: 'gpt-image-1.5',
    read: optional(text),
  }),
  TARGET_DEPLOYMENT: row({
    meaning: 'deployment that is expected to answer',
    otherwise: "the profile's",
    example: 'gpt-image-1.5',
    read: optional(text),
  }),
  TARGET_API_VERSION: row({
    meaning: 'api-version, for targets that take one',
    otherwise: "the profile's",
    example: '2025-04-01-preview',
    read: optional(text),
  }),
  TARGET_HEADERS: row({
    meaning: 'extra request headers, a JSON object',
    otherwise: 'none',
    example: '{"x-portkey-provider":"openai"}',
    read: (value): Readonly<Record<string, string>> => (value === undefined ? {} : headersObject(value)),
  }),
  APIM_URL: row({
    meaning: 'direct access to APIM, to find the first broken hop',
    otherwise: 'none',
    example: 'https://contoso.azure-api.net',
    read: optional(url),
  }),
  APIM_KEY: row({
    meaning: 'subscription key for `APIM_URL`',
    otherwise: 'none',
    example: '0123456789abcdef',
    read: optional(key),
  }),
  AOAI_URL: row({
    meaning: 'direct access to Azure OpenAI, to find the first broken hop',
    otherwise: 'none',
    example: 'https://contoso.openai.azure.com',
    read: optional(url),
  }),
  AOAI_KEY: row({ meaning: 'key for `AOAI_URL`', otherwise: 'none', example: '0123456789abcdef', read: optional(key) }),
  APIM_EXPORT: row({
    meaning: 'folder with an APIM configuration export (APIOps layout), to check it without deploying',
    otherwise: 'none',
    example: './apim-artifacts',
    read: optional(text),
  }),
  TIER: row({
    meaning: '`probe` (no image is paid for), `acceptance` (one per operation kind), `full`',
    otherwise: '`acceptance`',
    example: 'probe',
    read: (value): Tier => (value === undefined ? 'acceptance' : oneOf(TIERS)(value)),
  }),
  MAX_PAID_IMAGES: row({
    meaning: 'refuse to pay for more images than this',
    otherwise: "the tier's plan",
    example: '3',
    read: optional(wholeNumber(0, 1000)),
  }),
  MAX_CONCURRENCY: row({
    meaning: 'requests in flight at once',
    otherwise: '8',
    example: '4',
    read: (value) => (value === undefined ? 8 : wholeNumber(1, 64)(value)),
  }),
  REQUEST_TIMEOUT_MS: row({
    meaning: 'time limit of one request, milliseconds',
    otherwise: '300000',
    example: '120000',
    read: (value) => (value === undefined ? 300_000 : wholeNumber(100, 3_600_000)(value)),
  }),
  REQUIRE_TARGET: row({
    meaning: '`1`: refuse to fall back to the embedded chain (nightly, gate)',
    otherwise: 'unset',
    example: '1',
    read: flag,
  }),
  GATE_PAID: row({
    meaning: '`0`: `npm run gate` never pays for an image, whatever the probes say',
    otherwise: '1',
    example: '0',
    read: (value) => (value === undefined ? true : flag(value)),
  }),
  FAIL_ON: row({
    meaning: 'weakest level whose failure fails the run: `MUST`, or `SHOULD` for no warning either',
    otherwise: '`MUST`',
    example: 'SHOULD',
    read: optional(oneOf(FAILING_LEVELS)),
  }),
  BASELINE: row({
    meaning: 'an earlier `conformance.json` to compare with',
    otherwise: 'none',
    example: 'last-night/conformance.json',
    read: optional(text),
  }),
  KNOWN_FAILURES: row({
    meaning: 'file of requirement IDs that fail today, each with a reason; one that passes again fails the run',
    otherwise: 'none',
    example: 'known-failures.txt',
    read: optional(text),
  }),
  REPORT_DIR: row({
    meaning: 'where reports go',
    otherwise: '`reports`',
    example: 'reports',
    read: (value) => value ?? 'reports',
  }),
} as const

export type Settings = { readonly [Name in keyof typeof variables]: ReturnType<(typeof variables)[Name]['read']> }

/**
 * Reads every variable; an empty value counts as not set.
 * @throws BadConfiguration naming all variables at fault at once
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const faults: Fault[] = []
  const read = <T>(name: keyof typeof variables, variable: Variable<T>): T | undefined => {
    const value = environment[name]?.trim()
    try {
      return variable.read(value === undefined || value === '' ? undefined : replaced(value))
    } catch (error) {
      faults.push({ variable: name, fault: error instanceof Error ? error.message : String(error), example: variable.example })
      return undefined
    }
  }
  const entries = Object.entries(variables).map(([name, variable]) => [
    name,
    isVariable(name) ? read<unknown>(name, variable) : undefined,
  ])
  if (faults.length > 0) throw new BadConfiguration(faults)
  const settings: unknown = Object.fromEntries(entries)
  if (!isSettings(settings)) throw new TypeError('settings lack a variable of the table')
  return settings
}

export const isVariable = (name: string): name is keyof typeof variables => Object.hasOwn(variables, name)

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && Object.keys(variables).every((name) => name in value)
}

/** Azure Pipelines hands over `$(NAME)` as it stands where it knows no variable of that name. */
function replaced(value: string): string {
  const macro = /\$\([\w.-]+\)/.exec(value)?.[0]
  if (macro === undefined) return value
  throw new Error(
    `holds ${macro} unreplaced: the pipeline has no variable of that name. Add it to the variable group, or take the line out that maps it`,
  )
}
