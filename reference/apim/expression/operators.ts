import type { Call, Value } from '../call.ts'
import { toNumber } from './conversions.ts'
import { EvaluationError } from './evaluation.ts'
import { printed, toJson } from './members.ts'
import type { Compiled, Locals } from './scope.ts'
import { Unrunnable } from './tokens.ts'
import { isPrintable, type Type } from './types.ts'

const ARITHMETIC: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
}
const COMPARISON: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '<': (left, right) => left < right,
  '>': (left, right) => left > right,
  '<=': (left, right) => left <= right,
  '>=': (left, right) => left >= right,
}

export function compileBinary(operator: string, left: Compiled, right: Compiled): Compiled {
  switch (operator) {
    case '&&':
      return { type: 'bool', run: (call, locals) => left.run(call, locals) === true && right.run(call, locals) === true }
    case '||':
      return { type: 'bool', run: (call, locals) => left.run(call, locals) === true || right.run(call, locals) === true }
    case '??':
      return orElse(left, right)
    case '==':
    case '!=':
      return equality(operator === '==', left, right)
  }
  if (operator === '+' && !(isNumber(left) && isNumber(right))) return concatenation(left, right)
  return calculation(operator, left, right)
}

const isNumber = ({ type }: Compiled): boolean => type === 'int' || type === 'double'
const both = ({ run }: Compiled, other: Compiled, call: Call, locals: Locals) =>
  [run(call, locals), other.run(call, locals)] as const

function orElse(left: Compiled, right: Compiled): Compiled {
  const type: Type = left.type === 'JToken' ? 'JToken' : right.type === 'null' ? left.type : right.type
  const made = (value: Value): Value => (type === 'JToken' && value !== null ? toJson(value) : value)
  return { type, run: (call, locals) => left.run(call, locals) ?? made(right.run(call, locals)) }
}

/**
 * Values are compared, as C# does for texts and numbers of a known type. An object out of a variable, or JSON, is compared with a
 * text by reference, which nobody means: what comes of it is not guessed.
 */
function equality(isEqual: boolean, left: Compiled, right: Compiled): Compiled {
  const types = [left.type, right.type]
  const isOfOneType = left.type === right.type || types.includes('null') || (isNumber(left) && isNumber(right))
  const byReference = types.find((type) => type === 'any' || type === 'JToken')
  if (byReference !== undefined && !types.includes('null')) {
    const what = byReference === 'any' ? 'a variable' : 'a JSON value'
    throw new Unrunnable(`it does not compare ${what} that is not cast to a type`)
  }
  if (!isOfOneType) throw new Unrunnable(`it does not compare ${left.type} with ${right.type}`)
  return {
    type: 'bool',
    run: (call, locals) => {
      const [a, b] = both(left, right, call, locals)
      return (a === b) === isEqual
    },
  }
}

function concatenation(left: Compiled, right: Compiled): Compiled {
  for (const { type } of [left, right]) if (!isPrintable(type)) throw new Unrunnable(`it cannot print ${type}`)
  return { type: 'string', run: (call, locals) => both(left, right, call, locals).map(printed).join('') }
}

function calculation(operator: string, left: Compiled, right: Compiled): Compiled {
  const compare = COMPARISON[operator]
  const compute = ARITHMETIC[operator]
  for (const { type } of [left, right]) {
    if (type !== 'int' && type !== 'double') throw new Unrunnable(`it does not know ${type} ${operator}`)
  }
  const numbers = (call: Call, locals: Locals) => both(left, right, call, locals)
  if (compare !== undefined) {
    return {
      type: 'bool',
      // Less or more than nothing is never so.
      run: (call, locals) => {
        const [a, b] = numbers(call, locals)
        return a !== null && b !== null && compare(toNumber(a), toNumber(b))
      },
    }
  }
  if (compute === undefined) throw new Unrunnable(`it does not know the operator ${operator}`)
  const isWhole = left.type === 'int' && right.type === 'int'
  return {
    type: isWhole ? 'int' : 'double',
    run: (call, locals) => {
      const [a, b] = numbers(call, locals)
      const result = compute(toNumber(a), toNumber(b))
      if (isWhole && !Number.isFinite(result)) throw new EvaluationError('Attempted to divide by zero.')
      return isWhole ? Math.trunc(result) : result
    },
  }
}
