import { withoutStreams } from '../cases/streams.ts'
import { area, missingBody, type Requirement, type Row } from './requirement.ts'

const authentication = (
  id: 'GEN' | 'EDIT' | 'CHAT',
  operation: 'generations' | 'edits' | 'chat',
  source: readonly string[],
): readonly Row[] => {
  const on = (name: string): readonly string[] => [`auth-${operation}-${name}`]
  return [
    { id: `AUTH-${id}-NONE`, on: on('none'), source, sentence: `MUST refuse ${operation} without a credential` },
    { id: `AUTH-${id}-EMPTY`, on: on('empty'), source, sentence: `MUST refuse ${operation} with an empty credential` },
    { id: `AUTH-${id}-WRONG`, on: on('wrong'), source, sentence: `MUST refuse ${operation} with a wrong key` },
    {
      id: `AUTH-${id}-SCHEME`,
      on: on('wrong-scheme'),
      source,
      sentence: `MUST refuse ${operation} with the right key under a scheme nobody promised`,
    },
    {
      id: `AUTH-${id}-RIGHT`,
      on: on('right*'),
      source,
      sentence: `MUST let ${operation} in with the right key, in every way that the profile accepts`,
    },
  ]
}

/** What no request shows alone: it looks at the export that APIM_EXPORT names, and at no exchange. */
const inExport = (number: number, source: readonly string[]): Omit<Row, 'sentence'> => ({
  id: `CONFIG-${number}`,
  on: [],
  source: ['A20', ...source],
})

/** Who is let in, and what must be alike for both operations: by what they answer, and as an export has it. */
export const DOORS: readonly Requirement[] = [
  ...area('authentication', 'probe', [
    ...authentication('GEN', 'generations', ['A10', 'B1', 'B6', 'B7']),
    ...authentication('EDIT', 'edits', ['A10', 'A19']),
    ...authentication('CHAT', 'chat', ['B3', 'B4']),
    {
      id: 'AUTH-GEN-BODY',
      on: ['auth-generations-none'],
      source: ['B1'],
      needs: 'AUTH-GEN-NONE',
      unless: missingBody,
      sentence: 'MUST say in the agreed words that the credential is missing',
    },
  ]),
  ...area('parity', 'probe', [
    {
      id: 'PAIR-1',
      on: ['probe-edits', 'probe-generations'],
      source: ['A10', 'A17'],
      needs: 'VALID-1',
      sentence: 'MUST take edits as far along the chain as generations',
    },
    {
      id: 'PAIR-2',
      on: ['auth-generations-*', 'auth-edits-*'],
      source: ['A10', 'A17'],
      sentence: 'MUST treat each credential alike on generations and edits',
    },
    {
      id: 'PAIR-3',
      on: ['auth-generations-*', 'auth-chat-*'],
      source: ['B3', 'B4'],
      sentence: 'MUST treat each credential alike on images and chat',
    },
  ]),
  ...area('paths and secrets', 'probe', [
    {
      id: 'PATH-1',
      on: ['unknown-path'],
      source: ['A5', 'B4'],
      sentence: 'MUST answer a path that nobody serves with an error, never with 2xx',
    },
    {
      id: 'PATH-2',
      on: ['wrong-method-generations'],
      source: ['A5'],
      sentence: 'MUST refuse GET on generations with 404 or 405',
    },
    { id: 'PATH-3', on: ['wrong-method-edits'], source: ['A5'], sentence: 'MUST refuse GET on edits with 404 or 405' },
    { id: 'SECRET-1', on: ['probe-*', 'auth-*'], source: ['A10'], sentence: 'MUST NOT repeat the credential in an answer' },
  ]),
  ...area('configuration', 'probe', [
    { ...inExport(1, ['A4', 'A6', 'A15']), sentence: 'MUST have both operations in the export, at the paths that callers use' },
    { ...inExport(2, ['A6', 'A9', 'A15']), sentence: 'MUST rewrite each operation in the export to its own path and deployment' },
    { ...inExport(3, ['A7']), sentence: 'MUST write api-version in the export, for each operation' },
    { ...inExport(4, ['A10', 'A17']), sentence: 'MUST authenticate both operations alike in the export, and forward both' },
    { ...inExport(5, ['A11']), sentence: 'MUST open both operations in the export to the same products and subscriptions' },
    { ...inExport(6, []), sentence: 'MUST wait for the model, in the export, for as long as it takes to draw' },
    { ...inExport(7, ['A17']), sentence: 'SHOULD have nothing in the export that the configuration check warns of' },
    {
      ...inExport(8, []),
      tier: 'full',
      unless: withoutStreams('generations'),
      sentence: 'MUST have nothing in the export that holds streams back to their end',
    },
  ]),
]
