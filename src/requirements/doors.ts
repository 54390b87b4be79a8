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

/** Who is let in, and what must be alike for both operations. */
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
]
