import { type Fields, imageBody, inputs, json, pictures, prompts } from './cases/bodies.ts'
import { burstCases } from './cases/burst.ts'
import { clientCases } from './cases/clients.ts'
import { free, type PlannedCase } from './cases/planned.ts'
import { streamCases } from './cases/streams.ts'
import { variantCases } from './cases/variants.ts'
import type { AuthScheme, Case, Credential, FreeRefusal, RequestBody } from './model.ts'
import { type Target, urlOf } from './target/target.ts'

export type { PlannedCase } from './cases/planned.ts'

/**
 * Every case that the target has a place for, as data. What the profile lacks (edits, chat, a way to be refused for
 * free) has no case here, and requirements on it are not applicable.
 */
export function casesOf(target: Target): readonly PlannedCase[] {
  const { profile } = target
  const { paths } = profile.url
  const edits = profile.capabilities.edits ? paths.edits : null
  const chat = profile.capabilities.chat ? paths.chat : null
  return [
    ...paid(target, 'generate', 'generations', paths.generations, []),
    ...(edits === null ? [] : paid(target, 'edit-one', 'edits', edits, pictures.one)),
    ...(edits === null || !profile.capabilities.severalImages
      ? []
      : paid(target, 'edit-several', 'edits', edits, pictures.several)),
    ...freeCases(target, 'generations', paths.generations, profile.freeRefusal.generations),
    ...(edits === null ? [] : freeCases(target, 'edits', edits, profile.freeRefusal.edits)),
    ...(chat === null ? [] : freeCases(target, 'chat', chat, profile.freeRefusal.chat)),
    free(target, 'unknown-path', 'A path that nobody serves.', 'other', 'POST', paths.unknown, { kind: 'json', value: {} }),
    free(target, 'wrong-method-generations', 'A GET where only POST is served.', 'other', 'GET', paths.generations, {
      kind: 'none',
    }),
    ...(edits === null
      ? []
      : [free(target, 'wrong-method-edits', 'A GET where only POST is served.', 'other', 'GET', edits, { kind: 'none' })]),
    ...variantCases(target),
    ...burstCases(target),
    ...streamCases(target),
    ...clientCases(target),
  ]
}

/** How many images these cases pay for: what MAX_PAID_IMAGES is compared with before anything is sent. */
export const imagesPlanned = (cases: readonly Case[]): number => cases.reduce((sum, { images }) => sum + images, 0)

function paid(
  target: Target,
  id: string,
  operation: 'generations' | 'edits',
  path: string,
  files: readonly string[],
): readonly PlannedCase[] {
  return [
    {
      id,
      sentence: 'A real image at the cheapest settings.',
      operation,
      images: 1,
      tier: 'acceptance',
      turn: 'paid',
      method: 'POST',
      url: urlOf(target, path),
      credential: { kind: 'right' },
      body: imageBody(target, operation, { prompt: prompts[id] ?? null }, inputs(target, files)),
    },
  ]
}

/** The requests of one operation that are refused before anything is generated; none where the profile knows no way. */
function freeCases(
  target: Target,
  operation: 'generations' | 'edits' | 'chat',
  path: string,
  refusal: FreeRefusal | null,
): readonly PlannedCase[] {
  if (refusal === null) return []
  const body = bodyOf(target, operation, refusal.change, operation === 'edits' ? pictures.one : [])
  const probe = (id: string, sentence: string, changes: Partial<PlannedCase> = {}): PlannedCase => ({
    ...free(target, id, sentence, operation, 'POST', path, body),
    ...changes,
  })
  const withQuery = (query: Readonly<Record<string, string>>): Partial<PlannedCase> => ({ url: urlOf(target, path, query) })
  return [
    probe(`probe-${operation}`, `Refused for free: ${refusal.because}`, { turn: 'first' }),
    probe(`again-${operation}`, 'The same request once more: one answer must not depend on which instance takes it.'),
    ...(operation === 'edits' && target.profile.capabilities.severalImages
      ? [
          probe('probe-edits-several', 'The free refusal with several images.', {
            body: bodyOf(target, 'edits', refusal.change, pictures.several),
          }),
        ]
      : []),
    ...(operation === 'chat'
      ? []
      : [
          ...(target.profile.capabilities.overridesApiVersion
            ? [
                probe(
                  `other-api-version-${operation}`,
                  'The client asks for an api-version of its own.',
                  withQuery({ 'api-version': '1999-01-01' }),
                ),
              ]
            : []),
          probe(
            `stray-query-${operation}`,
            'The client sends a query parameter that means nothing.',
            withQuery({ 'stray-parameter': '1' }),
          ),
        ]),
    ...credentials(target).map(([name, credential]) =>
      probe(`auth-${operation}-${name}`, `The free refusal with the credential: ${name}.`, { credential }),
    ),
  ]
}

/** The variants of the authentication matrix, by name. */
function credentials({ profile, scheme }: Target): readonly (readonly [string, Credential])[] {
  const others = [...profile.auth.accepts, ...profile.auth.tries].filter((other) => schemeName(other) !== schemeName(scheme))
  return [
    ['none', { kind: 'none' }],
    ['empty', { kind: 'empty' }],
    ['wrong', { kind: 'wrong' }],
    ['wrong-scheme', { kind: 'wrong-scheme' }],
    ['right', { kind: 'right' }],
    ...others.map((other) => [`right-as-${schemeName(other)}`, { kind: 'right-as', scheme: other }] as const),
  ]
}

/** `bearer`, or the name of the header or query parameter, for IDs. */
export const schemeName = (scheme: AuthScheme): string =>
  scheme.kind === 'bearer' ? 'bearer' : scheme.kind === 'query' ? `query-${scheme.name.toLowerCase()}` : scheme.name.toLowerCase()

function bodyOf(
  target: Target,
  operation: 'generations' | 'edits' | 'chat',
  change: Fields,
  files: readonly string[],
): RequestBody {
  if (operation === 'chat') return json({ model: target.model, ...change })
  return imageBody(target, operation, change, inputs(target, files))
}
