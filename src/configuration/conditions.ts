import { resourceName } from './specification.ts'

/** The operation that a condition is asked about. */
export interface Asked {
  readonly operation: string
  /** Public path, without the query. */
  readonly path: string
}

const OPERATION = /^context\.Operation\.Id\s*(==|!=)\s*"([^"]*)"$/
const PATH =
  /^(!?)\s*context\.Request\.(?:OriginalUrl|Url)\.Path(?:\.ToLower(?:Invariant)?\(\))?\.(EndsWith|Contains|StartsWith)\("([^"]*)"(?:,[^)]*)?\)$/

/** Whether a `when` applies to an operation: the few conditions that ask only which operation it is; null for all others. */
export function decide(condition: string, asked: Asked): boolean | null {
  const expression = /^@\(([\s\S]*)\)$/.exec(condition.trim())?.[1]?.trim() ?? condition.trim()
  if (expression === 'true' || expression === 'false') return expression === 'true'

  const operation = OPERATION.exec(expression)
  if (operation?.[2] !== undefined) return (resourceName(operation[2]) === asked.operation) === (operation[1] === '==')

  const path = PATH.exec(expression)
  if (path?.[3] === undefined) return null
  // `Url.Path` has lost the API's own path or not, depending on where it is read: only the end is the same in both.
  if (path[2] === 'StartsWith') return null
  const holds = path[2] === 'EndsWith' ? asked.path.endsWith(path[3]) : asked.path.includes(path[3])
  return holds === (path[1] === '')
}
