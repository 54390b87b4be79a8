import { Unrunnable } from '../../expression/tokens.ts'
import { type Compiler, change, SECTIONS, type Statement, type Step } from '../step.ts'
import type { Element } from '../xml.ts'

/** Statements that keep values from one call for the next. An external cache (`caching-type`) is the same one here. */
export const CACHED_VALUE_STATEMENTS: Readonly<Record<string, Statement>> = {
  'cache-lookup-value': { sections: SECTIONS, compile: lookUp },
  'cache-store-value': { sections: SECTIONS, compile: store },
  'cache-remove-value': { sections: SECTIONS, compile: remove },
}

/**
 * A miss without a default leaves the variable as it was. Microsoft Learn says that, and in its next row that null is assigned; its
 * samples ask `ContainsKey`, and the emulator of Azure/azure-api-management-policy-toolkit does not set it either.
 */
function lookUp(element: Element, compiler: Compiler): Step {
  const [key, variable] = [compiler.required(element, 'key'), compiler.required(element, 'variable-name')]
  const fallback = element.attributes['default-value']
  const instead = fallback === undefined ? null : compiler.value(fallback)
  return change((call) => {
    const found = compiler.cache.find(key(call))
    if (found !== undefined) call.variables.set(variable(call), found)
    else if (instead !== null) call.variables.set(variable(call), instead(call))
  })
}

/**
 * Nothing expires: what a run shows must not hang on how fast this machine is, and a run is over before most durations are. The
 * duration is worked out all the same, for an expression of it may fail. Nothing is stored for null, which could not be told from a
 * miss.
 */
function store(element: Element, compiler: Compiler): Step {
  const [key, duration] = [compiler.required(element, 'key'), compiler.required(element, 'duration')]
  const source = element.attributes.value
  if (source === undefined) throw new Unrunnable('the attribute value is missing')
  const value = compiler.value(source)
  return change((call) => {
    const stored = value(call)
    duration(call)
    if (stored !== null) compiler.cache.store(key(call), stored)
  })
}

function remove(element: Element, compiler: Compiler): Step {
  const key = compiler.required(element, 'key')
  return change((call) => compiler.cache.remove(key(call)))
}
