import type { Origin, Statement } from '../configuration/export.ts'
import type { NotRun } from '../model.ts'
import { type Branches, branchesAt, branchesOf, type Field, isAskedFor, mayFail, onlyReports, wordsOf } from './branches.ts'
import type { Files } from './stand-ins.ts'

const ALL = [1, 2, 3, 4, 5]
/** Between the operation and the model, and back. */
const THE_WAY = [2, 3, 4, 6]
const NUMBERS = [6]

/** Items of the checklist that a part of an export decides; every other statement may decide all that happens on the way. */
const DECIDES: Readonly<Record<string, readonly number[]>> = {
  'rewrite-uri': [2, 3],
  'set-query-parameter': [3, 4],
  'set-header': [4, 6],
  'authentication-managed-identity': [4],
  'authentication-basic': [4],
  'authentication-certificate': [4],
  'check-header': [4],
  'get-authorization-context': [4],
  'ip-filter': [4],
  'validate-azure-ad-token': [4],
  'validate-client-certificate': [4],
  'validate-jwt': [4],
  product: [5],
  subscription: [5],
  api: ALL,
  file: ALL,
  specification: ALL,
  workspace: ALL,
}

/** A header of the answer can hide who wrote it, and nothing else. */
export function decidedBy({ file, line, element }: Omit<NotRun, 'items'>, files: Files): readonly number[] {
  const when = { file, line, isAnswer: isOnAnAnswer(file, line, files), files }
  if (element === 'when') return byBranches(branchesAt(when, files), when)
  return element === 'set-header' && when.isAnswer ? NUMBERS : (DECIDES[element] ?? THE_WAY)
}

function isOnAnAnswer(file: string, line: number, files: Files): boolean {
  const before = (files.get(file) ?? '').split('\n').slice(0, line).join('\n')
  const section = [...before.matchAll(/<(inbound|backend|outbound|on-error)[\s>]/g)].at(-1)?.[1]
  return section === 'outbound' || section === 'on-error'
}

/** A `when` whose condition could not be decided. */
interface When extends Origin {
  /** Is it the answer that statements change there? */
  readonly isAnswer: boolean
  readonly files: Files
}

/** An undecided condition decides what the statements decide that hang on it, unless it may itself end the call. */
function byBranches(branches: Branches | null, when: When): readonly number[] {
  if (branches === null || branches.conditions.some(mayFail)) return THE_WAY
  const items = branches.statements.flatMap((statement) => byStatement(statement, when))
  return [...new Set(items)].toSorted((one, other) => one - other)
}

/** What can neither end the call nor send it elsewhere; whatever is not here may. */
const IN_A_BRANCH: Readonly<Record<string, (statement: Statement, when: When) => readonly number[]>> = {
  choose: ({ children }, when) => byBranches(branchesOf(children), when),
  'set-header': byHeader,
  'set-query-parameter': ({ name, attributes }, when) => byWriting(name, { of: 'Query', name: nameOf(attributes) }, when),
  'authentication-managed-identity': ({ name, attributes }, when) =>
    attributes['output-token-variable-name'] === undefined ? byWriting(name, AUTHORIZATION, when) : THE_WAY,
  'authentication-basic': ({ name }, when) => byWriting(name, AUTHORIZATION, when),
}

function byStatement(statement: Statement, when: When): readonly number[] {
  if (onlyReports(statement)) return []
  const decides = IN_A_BRANCH[statement.name]
  return decides === undefined || wordsOf(statement).some(mayFail) ? THE_WAY : decides(statement, when)
}

const AUTHORIZATION: Field = { of: 'Headers', name: 'authorization' }
const nameOf = ({ name = '' }: Statement['attributes']): string => name.toLowerCase()

/** A field that something else asks for, or whose name is not written, may decide that as well. */
function byWriting(element: string, field: Field, when: When): readonly number[] {
  return /^[\w-]+$/.test(field.name) && !isAskedFor(field, when, when.files) ? (DECIDES[element] ?? THE_WAY) : THE_WAY
}

/** They say how the body is to be read, what may be answered, or where the message is for. */
const OF_THE_MESSAGE = /^(?:content-.*|transfer-encoding|accept.*|host|connection|expect|te|trailer|upgrade|location)$/
/** Those that a service makes up: a server that does not know a header ignores it (RFC 9110 §5.1). Azure and proxies have some too. */
const MADE_UP = /^x-(?!ms-|aoai-|azure-|apim-|forwarded-|http-|method-|original-|rewrite-)/

function byHeader({ name: element, attributes }: Statement, when: When): readonly number[] {
  const name = nameOf(attributes)
  const items = OF_THE_MESSAGE.test(name) ? THE_WAY : byWriting(element, { of: 'Headers', name }, when)
  return items === THE_WAY || !(when.isAnswer || MADE_UP.test(name)) ? items : NUMBERS
}

/** Can the call itself still be judged? */
export const leavesTheWay = ({ items }: NotRun): boolean => items.length > 0 && items.every((item) => NUMBERS.includes(item))
