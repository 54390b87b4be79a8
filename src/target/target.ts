import type { AuthScheme, Profile } from '../model.ts'
import { loadProfile } from './profile.ts'
import { BadConfiguration, type Fault, type Settings } from './variables.ts'

/** Direct access to an inner hop. */
export interface InnerHop {
  readonly hop: 'apim' | 'aoai'
  readonly url: string
  readonly key: string
}

/** The gateway under test: URL, credentials and what to expect of it. */
export interface Target {
  /** Base URL without `/v1` and without a trailing slash. */
  readonly url: string
  readonly key: string
  readonly profile: Profile
  readonly scheme: AuthScheme
  readonly model: string
  readonly deployment: string | null
  readonly apiVersion: string | null
  readonly headers: Readonly<Record<string, string>>
  readonly innerHops: readonly InnerHop[]
  readonly embedded: boolean
}

/** Where a target is and which key opens it: from the environment, or from the embedded chain that was just started. */
export interface Access {
  readonly url: string
  readonly key: string
  readonly innerHops: readonly InnerHop[]
  readonly embedded: boolean
}

/**
 * What the environment gives access to; null when it names no target and the embedded chain is to be started.
 * @throws BadConfiguration
 */
export function accessOf(settings: Settings): Access | null {
  const { TARGET_URL: url, TARGET_API_KEY: key } = settings
  const faults: Fault[] = []
  const innerHops = (['APIM', 'AOAI'] as const).flatMap((name): readonly InnerHop[] => {
    const [hopUrl, hopKey] = name === 'APIM' ? [settings.APIM_URL, settings.APIM_KEY] : [settings.AOAI_URL, settings.AOAI_KEY]
    if (hopUrl !== undefined && hopKey !== undefined)
      return [{ hop: name === 'APIM' ? 'apim' : 'aoai', url: hopUrl.replace(/\/+$/, ''), key: hopKey }]
    if (hopUrl !== undefined)
      faults.push({ variable: `${name}_KEY`, fault: `is missing, though ${name}_URL is set`, example: '0123456789abcdef' })
    if (hopKey !== undefined)
      faults.push({
        variable: `${name}_URL`,
        fault: `is missing, though ${name}_KEY is set`,
        example: 'https://contoso.azure-api.net',
      })
    return []
  })
  if (url === undefined && settings.REQUIRE_TARGET)
    faults.push({
      variable: 'TARGET_URL',
      fault: 'is missing, and REQUIRE_TARGET forbids the embedded chain',
      example: 'https://one-api.example.com/v1',
    })
  if (url === undefined && key !== undefined)
    faults.push({
      variable: 'TARGET_URL',
      fault: 'is missing, though TARGET_API_KEY is set',
      example: 'https://one-api.example.com/v1',
    })
  if (url !== undefined && key === undefined)
    faults.push({
      variable: 'TARGET_API_KEY',
      fault: 'is missing: without the right key no hop can be judged',
      example: 'sk-...',
    })
  faults.push(...keysInAddresses(settings))
  if (faults.length > 0) throw new BadConfiguration(faults)
  return url === undefined || key === undefined ? null : { url, key, innerHops, embedded: false }
}

/** Shorter ones may stand in an address by chance. */
const SHORTEST_KEY = 8

/** Every report names the address of its target, where no key is looked for. */
function keysInAddresses(settings: Settings): readonly Fault[] {
  const { TARGET_API_KEY, APIM_KEY, AOAI_KEY } = settings
  const keys = [TARGET_API_KEY, APIM_KEY, AOAI_KEY].filter((key) => key !== undefined && key.length >= SHORTEST_KEY)
  return (['TARGET_URL', 'APIM_URL', 'AOAI_URL'] as const)
    .filter((variable) => keys.some((key) => key !== undefined && settings[variable]?.includes(key)))
    .map((variable) => ({
      variable,
      fault: 'holds a key, and every report would show it; give the base URL without it',
      example: 'https://one-api.example.com/v1',
    }))
}

/** @throws BadConfiguration when the profile cannot be used or needs a value that is not there */
export function targetOf(access: Access, settings: Settings, profileName: string): Target {
  const loaded = loadProfile(profileName)
  const deployment = settings.TARGET_DEPLOYMENT ?? loaded.deployment
  const apiVersion = settings.TARGET_API_VERSION ?? loaded.apiVersion
  const model =
    settings.TARGET_MODEL ??
    (settings.TARGET_DEPLOYMENT !== undefined && loaded.deployment !== null ? settings.TARGET_DEPLOYMENT : loaded.model)
  const profile = asModelOffers(loaded, model)
  const templates = [...Object.values(profile.url.paths), ...Object.values(profile.url.query)].join(' ')
  if (templates.includes('{deployment}') && deployment === null)
    throw new BadConfiguration([
      { variable: 'TARGET_DEPLOYMENT', fault: `the profile ${profile.name} puts it into the path`, example: 'gpt-image-1.5' },
    ])
  if (templates.includes('{api-version}') && apiVersion === null)
    throw new BadConfiguration([
      { variable: 'TARGET_API_VERSION', fault: `the profile ${profile.name} sends one`, example: '2025-04-01-preview' },
    ])
  const scheme = settings.TARGET_AUTH ?? profile.auth.default
  const second = secondCredential(settings.TARGET_HEADERS, scheme)
  if (second !== undefined)
    throw new BadConfiguration([
      {
        variable: 'TARGET_HEADERS',
        fault: `holds ${second}, in which TARGET_API_KEY is sent; leave it out, or say by TARGET_AUTH in which header the key goes`,
        example: '{"x-portkey-provider":"openai"}',
      },
    ])
  return {
    url: withoutEnding(access.url, profile.url.baseMayEndWith),
    key: access.key,
    profile,
    scheme,
    model,
    deployment,
    apiVersion,
    headers: settings.TARGET_HEADERS,
    innerHops: access.innerHops,
    embedded: access.embedded,
  }
}

/** A header of the caller's own choice under the name that carries the key: it would never be sent (src/replay/credential.ts). */
function secondCredential(headers: Target['headers'], scheme: AuthScheme): string | undefined {
  const carrier = scheme.kind === 'bearer' ? 'authorization' : scheme.name.toLowerCase()
  return scheme.kind === 'query' ? undefined : Object.keys(headers).find((name) => name.toLowerCase() === carrier)
}

/** What a model does not know though its siblings do. Source: openai-openapi, CreateImageEditRequest, `input_fidelity`. */
const UNKNOWN_TO_MODEL = [{ model: /^gpt-image-1-mini\b/, parameters: ['input_fidelity'] }] as const

function asModelOffers(profile: Profile, model: string): Profile {
  const unknown = UNKNOWN_TO_MODEL.filter((row) => row.model.test(model)).flatMap((row): readonly string[] => row.parameters)
  const parameters = profile.offers.parameters.filter((name) => !unknown.includes(name))
  return { ...profile, offers: { ...profile.offers, parameters } }
}

/** The base URL that all its spellings mean: without trailing slashes and without the ending that every path brings along. */
export function withoutEnding(url: string, endings: readonly string[]): string {
  const bare = url.replace(/\/+$/, '')
  const ending = endings.find((candidate) => bare.endsWith(candidate))
  return ending === undefined ? bare : bare.slice(0, -ending.length).replace(/\/+$/, '')
}

/** Absolute URL of a path template of the profile, with the profile's query and then the case's own. */
export function urlOf(target: Target, path: string, query: Readonly<Record<string, string>> = {}): string {
  const fill = (template: string): string =>
    template
      .replaceAll('{deployment}', encodeURIComponent(target.deployment ?? ''))
      .replaceAll('{api-version}', encodeURIComponent(target.apiVersion ?? ''))
  const url = new URL(target.url + fill(path))
  for (const [name, value] of Object.entries({ ...target.profile.url.query, ...query })) url.searchParams.set(name, fill(value))
  return url.href
}
