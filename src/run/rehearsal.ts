import type { RunningApim, TokenAsked } from '../../reference/apim/index.ts'
import type { ChainOptions } from '../../reference/chain.ts'
import type { RunningHop } from '../../reference/hop.ts'
import { type ApimExport, place } from '../configuration/export.ts'
import { judge } from '../configuration/judged.ts'
import {
  type Expectation,
  IMAGE_OPERATIONS,
  isCalledByDeployment,
  locatePair,
  openTo,
  type Pair,
} from '../configuration/locate.ts'
import { maskedAddress } from '../configuration/masking.ts'
import { publicPath } from '../configuration/paths.ts'
import { isKnown } from '../configuration/values.ts'
import type { AuthScheme, NotRun, Profile, Rehearsal } from '../model.ts'
import { loadProfile } from '../target/profile.ts'
import { type Target, targetOf, withoutEnding } from '../target/target.ts'
import { BadConfiguration, type Settings } from '../target/variables.ts'
import { externalCaches, headersAskedFor, limitsUncounted, servedIn, withVersionNamed } from './asked-of-callers.ts'
import { azureChannel, CHANNELS_VERSION } from './azure-channel.ts'
import { decidedBy } from './decides.ts'
import { badExport, DEFAULT_PROFILE, exportOf, type Targets } from './jobs.ts'
import { withNamedValues } from './named-values.ts'
import { apiVersionsOf, callerOf, deploymentsOf, type Files, keyHeaderOf, keysOf, publishedAt } from './stand-ins.ts'

/** The embedded chain with somebody's own export in it, and how far it can stand in for their API Management. */
export interface Rehearsed extends Targets {
  readonly rehearsal: Rehearsal
}

/**
 * Starts the embedded chain with the export of APIM_EXPORT in the place of the fixture. Only loopback is called, no
 * credential is used, and nothing is written.
 * @throws BadConfiguration when there is no export, or the profile has no API Management with both operations
 */
export async function rehearsed(settings: Settings): Promise<Rehearsed> {
  const profileName = settings.TARGET_PROFILE ?? DEFAULT_PROFILE
  const paths = pathsOf(loadProfile(profileName))
  const target = targetOf({ url: '', key: '', innerHops: [], embedded: true }, settings, profileName)
  if (settings.APIM_EXPORT === undefined) throw badExport('is missing: a rehearsal runs the export that it names')
  const exported = await exportOf(settings.APIM_EXPORT)
  // Loaded late, as everything of the embedded chain is: other runs never need it.
  const [{ startChain }, { readExport }, { HEALTHY_AOAI }] = await Promise.all([
    import('../../reference/chain.ts'),
    import('../../reference/apim/index.ts'),
    import('../../reference/aoai/aoai.ts'),
  ])
  const files = await readExport(exported.folder).catch((error: unknown) => {
    throw badExport(error instanceof Error ? error.message : String(error))
  })

  const direct = !target.profile.chain.includes('one-api')
  const set = stage(exported, files, target, paths, direct)
  const chain = await startChain({
    layout: direct ? 'apim-aoai' : 'oneapi-apim-aoai',
    rehearsed: set.rehearsed,
    change: changes(set, target, HEALTHY_AOAI.apiVersions),
  })
  const caller = direct ? withKeyIn(target, settings.TARGET_AUTH ?? schemeOf(set.keyHeader)) : target
  const calls = Object.values(paths).map((path) => `${set.rehearsed.basePath}${set.calledAs(path)}`)
  return {
    targets: [{ ...caller, ...(direct ? { headers: set.headers } : {}), url: withoutEnding(chain.url, ['/v1']), key: chain.key }],
    rehearsal: {
      assumptions: [...set.assumptions, ...tokensTakenForGranted(chain.hops.apim, calls)],
      notRun: [...set.notRun, ...onTheWay(chain.hops.apim, calls, set.rehearsed.export)],
    },
    close: () => chain.close(),
  }
}

function pathsOf({ name, chain, url: { paths } }: Profile): Expectation['paths'] {
  const { generations, edits } = paths
  if (chain.includes('apim') && edits !== null) return { generations, edits }
  const fault = `${name} has no API Management with both image operations (its chain: ${chain.join(' → ')}), so there is nothing to rehearse`
  throw new BadConfiguration([{ variable: 'TARGET_PROFILE', fault, example: DEFAULT_PROFILE }])
}

/** The export as the chain is to run it: what it leaves open is filled in, and told. */
function stage(
  exported: ApimExport,
  original: Files,
  { model, deployment }: Target,
  paths: Expectation['paths'],
  direct: boolean,
) {
  const pair = locatePair(exported, { paths, deployment })
  const azure = direct ? null : azureChannel(pair, deployment ?? model)
  const calledAs = azure?.calledAs ?? ((path: string) => path)
  const [served] = servedIn(pair)
  const named = withNamedValues(original, deployment ?? model)
  const versioned = withVersionNamed(pair, named.files)
  const published = publishedAt(pair, paths, versioned.files)
  const asked = headersAskedFor(exported, pair)
  const caller = callerOf(exported, [...new Set(servedIn(pair).map(({ api }) => api))], published.files)
  const keyHeader = served === undefined ? null : keyHeaderOf(served.api, original)
  const told = keyHeader === null ? [] : [`The subscription key comes in the header ${keyHeader}, as the API reads it.`]
  return {
    rehearsed: {
      export: caller.files,
      subscription: caller.subscription,
      basePath: azure?.basePath ?? (pair.prefix === '' ? '' : `/${pair.prefix}`),
      modelKeys: keysOf(original),
      deployments: deploymentsOf(caller.files, [model, ...(deployment === null ? [] : [deployment])]),
    },
    keyHeader,
    headers: asked.headers,
    calledAs,
    channel: azure === null ? {} : { azure: { deployments: { [model]: azure.deployment }, apiVersion: CHANNELS_VERSION } },
    assumptions: [
      ...(azure === null
        ? []
        : [
            `The hop before calls the pair as an Azure channel does: ${azure.basePath}${calledAs(paths.edits)}?api-version=${CHANNELS_VERSION}.`,
          ]),
      ...caller.assumptions,
      ...told,
      ...versioned.assumptions,
      ...asked.assumptions,
      ...limitsUncounted(exported, pair),
      ...externalCaches(exported, pair),
      ...published.assumptions,
      EVERY_DEPLOYMENT,
      ...(keysOf(original).length === 0 ? [] : [EVERY_KEY]),
      ...identity(original),
      ...named.assumptions,
    ],
    notRun: [
      ...named.notRun,
      ...versioned.notRun,
      ...asked.notRun,
      ...caller.notRun,
      ...(azure === null ? calledOtherwise(exported, pair, paths) : []),
      ...foreignBackends(exported, pair),
    ],
  }
}

const EVERY_KEY = 'Every key that the export gives to Azure OpenAI is valid; an export cannot show it.'
const EVERY_DEPLOYMENT = 'Every Azure OpenAI resource and deployment that the export names exists; an export cannot show it.'

const identity = (files: Files): readonly string[] =>
  [...files.values()].some((text) => text.includes('authentication-managed-identity'))
    ? ['The managed identity of API Management has its role on Azure OpenAI; an export cannot show it.']
    : []

type ApiVersions = Readonly<Record<'generations' | 'edits' | 'chat', readonly string[]>>

/** The hops beside API Management, set up for this export. */
function changes(
  { keyHeader, headers, channel: ofItsType, rehearsed: { export: files } }: ReturnType<typeof stage>,
  { model }: Target,
  known: ApiVersions,
) {
  const { all, withEdits } = apiVersionsOf(files)
  const apiVersions: ApiVersions = {
    generations: [...known.generations, ...all],
    edits: [...known.edits, ...withEdits],
    chat: [...known.chat, ...all],
  }
  const channel = { url: '', key: '', models: [model], headers, ...ofItsType, ...(keyHeader === null ? {} : { keyHeader }) }
  const change: ChainOptions['change'] = [
    { hop: 'one-api', set: { channel } },
    { hop: 'aoai', set: { apiVersions } },
  ]
  return change
}

const schemeOf = (keyHeader: string | null): AuthScheme =>
  keyHeader === null ? { kind: 'bearer' } : { kind: 'header', name: keyHeader }

/** Without a gateway in front the suite itself sends the subscription key, where the API reads it. */
function withKeyIn(target: Target, scheme: AuthScheme): Target {
  const { profile } = target
  return { ...target, scheme, profile: { ...profile, auth: { ...profile.auth, default: scheme, accepts: [scheme] } } }
}

/** Where neither a channel of the type OpenAI nor one of the type Azure gets. */
function calledOtherwise(exported: ApimExport, pair: Pair, paths: Expectation['paths']): readonly NotRun[] {
  const native = IMAGE_OPERATIONS.map((name) => pair[name]).flatMap((located) =>
    located.kind === 'found' && isCalledByDeployment(located.served)
      ? [{ at: located.served.operation.at, path: publicPath(located.served.api, located.served.operation) }]
      : [],
  )
  return [...native, ...openTo(exported, pair)].map(({ at, path }) => ({
    ...at,
    element: path,
    reason: `It may be called with a deployment in the path, as Azure OpenAI is; the embedded chain calls ${paths.edits} and its sibling.`,
    instead: 'The calls find no operation.',
    items: [1, 2, 3, 4, 5, 6],
  }))
}

const AZURE_OPENAI = /\.(openai\.azure\.com|cognitiveservices\.azure\.com|services\.ai\.azure\.com)$/

/** Backends that are no Azure OpenAI: nothing stands in for them. */
function foreignBackends(exported: ApimExport, pair: Pair): readonly NotRun[] {
  const bases = IMAGE_OPERATIONS.flatMap((name) => {
    const located = pair[name]
    return located.kind === 'found'
      ? judge(exported, name, located.served).calls.flatMap(({ base }) => (base === null ? [] : [base]))
      : []
  })
  return bases
    .filter(({ url }) => isKnown(url) && URL.canParse(url) && !AZURE_OPENAI.test(new URL(url).hostname))
    .map(({ url, at }) => ({
      ...at,
      element: 'backend',
      reason: `${maskedAddress(url)} is no address of Azure OpenAI, so nothing here can stand in for it.`,
      instead: 'Every call to it is answered 500.',
      items: [2, 3, 4, 6],
    }))
    .filter((one, index, all) => all.findIndex(({ file, line }) => file === one.file && line === one.line) === index)
}

/** What lies on the way of these calls and the interpreter cannot run, where that can change an answer. */
function onTheWay(apim: RunningHop | undefined, calls: readonly string[], files: Files): readonly NotRun[] {
  if (!isApim(apim)) return []
  const found = calls.flatMap((path) => apim.notRunFor('POST', path)).filter(({ matters }) => matters)
  return [...new Set(found)]
    .map(({ matters: _, ...one }) => ({ ...one, items: decidedBy(one, files) }))
    .filter(({ items }) => items.length > 0)
}

/** The token services that policies on the way ask: what they answer is decided outside of the export. */
function tokensTakenForGranted(apim: RunningHop | undefined, calls: readonly string[]): readonly string[] {
  if (!isApim(apim)) return []
  const asked = calls.flatMap((path) => apim.tokensAskedFor('POST', path))
  return [...new Set(asked.map(tokenGiven))]
}

const tokenGiven = ({ resource, ...at }: TokenAsked): string =>
  `The token service that ${place(at)} asks gives a token for ${resource ?? 'the resource that it is asked for'}, of an identity that has its role there; an export cannot show it.`

const isApim = (hop: RunningHop | undefined): hop is RunningApim => hop !== undefined && 'notRunFor' in hop
