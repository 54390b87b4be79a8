import type { NotRun } from '../model.ts'

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
export function decidedBy({ file, line, element }: Omit<NotRun, 'items'>, files: ReadonlyMap<string, string>): readonly number[] {
  const before = (files.get(file) ?? '').split('\n').slice(0, line).join('\n')
  const section = [...before.matchAll(/<(inbound|backend|outbound|on-error)[\s>]/g)].at(-1)?.[1]
  if (element === 'set-header' && (section === 'outbound' || section === 'on-error')) return NUMBERS
  return DECIDES[element] ?? THE_WAY
}

/** Can the call itself still be judged? */
export const leavesTheWay = ({ items }: NotRun): boolean => items.length > 0 && items.every((item) => NUMBERS.includes(item))
