import type {
  ApimExport,
  Backend,
  BackendCredential,
  BodyLogging,
  Gap,
  NamedValue,
  Origin,
  Policy,
  Subscription,
} from './export.ts'
import { type FileText, type Found, find, type Index, indexFiles, policyIn, properties, type Read, together } from './find.ts'
import { layoutOf, WORKSPACE } from './layout.ts'
import type { Located } from './located.ts'
import { parsePolicy } from './policy-xml.ts'
import { readApis } from './read-apis.ts'
import { readProducts, scopeOf } from './read-products.ts'

/**
 * What a folder's files mean. Pure: `texts` holds them by their path relative to the folder, so that a change can be
 * judged before it is written. What cannot be understood is a gap, never an exception.
 */
export function interpretExport(folder: string, texts: ReadonlyMap<string, FileText>, unread: readonly Gap[] = []): ApimExport {
  const index = indexFiles(texts)
  const apis = readApis(index)
  const products = readProducts(index)
  const subscriptions = readAll(index, 'subscription', 'subscription', subscription)
  const namedValues = readAll(index, 'namedValue', 'named value', namedValue)
  const backends = readAll(index, 'backend', 'backend', backend)
  const logging = readBodyLogging(index)
  const policy = find(index, 'policy')[0]
  return {
    folder,
    layout: layoutOf([...texts.keys()]),
    apis: apis.things,
    policy: policy ? policyIn(policy) : null,
    products: products.things,
    subscriptions: unlessEmpty(subscriptions),
    namedValues: unlessEmpty(namedValues),
    backends: unlessEmpty(backends),
    fragments: readFragments(index),
    bodyLogging: logging.things,
    gaps: [
      ...unread,
      ...[apis, products, subscriptions, namedValues, backends, logging].flatMap((read) => read.gaps),
      ...workspaceGaps(texts),
    ],
  }
}

/** A collection that is wholly absent was perhaps filtered out, which is something else than a collection without the thing. */
function unlessEmpty<T>({ things, gaps }: Read<T>): readonly T[] | null {
  return things.length === 0 && gaps.length === 0 ? null : things
}

function readAll<T>(
  index: Index,
  place: 'subscription' | 'namedValue' | 'backend',
  about: Gap['about'],
  read: (name: string, info: Located, at: Origin) => T,
): Read<T> {
  return together(
    find(index, place).map((found) => {
      const info = properties(found, about)
      return {
        things: info.things.map((p) => read(found.names[0] ?? '', p, { file: found.file, line: p.line })),
        gaps: info.gaps,
      }
    }),
  )
}

function subscription(name: string, info: Located, at: Origin): Subscription {
  const scope = info.get('scope')
  return {
    name,
    scope: scopeOf(scope?.text ?? ''),
    state: info.get('state')?.text ?? 'active',
    at: { file: at.file, line: scope?.line ?? at.line },
  }
}

function namedValue(name: string, info: Located, at: Origin): NamedValue {
  const secret = info.get('secret')?.flag === true || info.get('keyVault') !== null
  const value = info.get('value')
  return {
    displayName: info.get('displayName')?.text ?? name,
    value: secret ? null : (value?.text ?? null),
    at: { file: at.file, line: value?.line ?? at.line },
  }
}

function backend(name: string, info: Located, at: Origin): Backend {
  const url = info.get('url')
  return {
    name,
    url: url?.text ?? null,
    members: (info.get('pool', 'services')?.items ?? []).flatMap((item) => lastSegment(item.get('id')?.text ?? '') ?? []),
    credentials: credentialsOf(info.get('credentials'), at.file),
    at: { file: at.file, line: url?.line ?? at.line },
  }
}

function credentialsOf(info: Located | null, file: string): BackendCredential[] {
  const named = (['header', 'query'] as const).flatMap((kind) =>
    (info?.get(kind)?.entries ?? []).map(({ key, value }) => ({
      kind,
      name: key,
      value: value.items.map((item) => item.text ?? '').join(',') || (value.text ?? ''),
      at: { file, line: value.line },
    })),
  )
  const other = ['authorization', 'certificate', 'certificateIds', 'managedIdentity'].flatMap((name) => {
    const found = info?.get(name)
    if (!found || (found.entries.length === 0 && found.items.length === 0)) return []
    return [{ kind: 'other' as const, name, value: found.get('scheme')?.text ?? '', at: { file, line: found.line } }]
  })
  return [...named, ...other]
}

/** apiops-cli may keep a fragment's XML in the JSON beside it (`properties.value`), as its legacy form did. */
function readFragments(index: Index): { name: string; policy: Policy }[] {
  const files = find(index, 'fragmentPolicy').map((found) => ({ name: found.names[0] ?? '', policy: policyIn(found) }))
  const embedded = find(index, 'fragment').flatMap((found) => {
    const name = found.names[0] ?? ''
    const value = properties(found, 'policy').things[0]?.get('value')
    if (!value?.text || files.some((other) => other.name === name)) return []
    return [{ name, policy: parsePolicy(value.text, found.file, value.line) }]
  })
  return [...files, ...embedded]
}

const SIDES = ['frontend request', 'frontend response', 'backend request', 'backend response'] as const

function readBodyLogging(index: Index): Read<BodyLogging> {
  const places: { readonly found: Found; readonly api: string | null }[] = [
    ...find(index, 'diagnostic').map((found) => ({ found, api: null })),
    ...find(index, 'apiDiagnostic').map((found) => ({ found, api: found.names[0] ?? null })),
  ]
  return together(
    places.map(({ found, api }) => {
      const info = properties(found, 'other')
      const things = info.things.flatMap((p) =>
        SIDES.flatMap((side) => {
          const bytes = p.get(...side.split(' '), 'body', 'bytes')
          const count = Number(bytes?.text ?? 0)
          return bytes && count > 0 ? [{ api, side, bytes: count, at: { file: found.file, line: bytes.line } }] : []
        }),
      )
      return { things, gaps: info.gaps }
    }),
  )
}

function workspaceGaps(texts: ReadonlyMap<string, FileText>): Gap[] {
  const names = new Map(
    [...texts.keys()].flatMap((file) => [...(WORKSPACE.exec(file)?.slice(1) ?? [])].map((name) => [name, file])),
  )
  return [...names].map(([name, file]) => ({
    // Its APIs have paths too: what seems to be missing may be there.
    about: 'api',
    api: null,
    at: { file, line: 1 },
    sentence: `The workspace ${name} is not read; only what lies outside workspaces is judged.`,
  }))
}

function lastSegment(id: string): string | undefined {
  return id.split('/').filter(Boolean).at(-1)
}
