import type { Call, Value } from '../call.ts'
import { compileCall, compileNode } from './compile-node.ts'
import { dictionary, textOrNull } from './dictionary-members.ts'
import { EvaluationError } from './evaluation.ts'
import { json, text, toJson } from './members.ts'
import type { Command } from './nodes.ts'
import type { Compiled, Locals, Scope } from './scope.ts'
import { Unrunnable } from './tokens.ts'
import { isStorable } from './types.ts'

/** Null where the commands end without a `return`. */
type Block = (call: Call, locals: Locals) => { readonly value: Value } | null

export function compileCommands(commands: readonly Command[], scope: Scope): Block {
  const blocks = commands.map((command) => compileCommand(command, scope))
  return (call, locals) => {
    for (const block of blocks) {
      const result = block(call, locals)
      if (result !== null) return result
    }
    return null
  }
}

function compileCommand(command: Command, scope: Scope): Block {
  switch (command.kind) {
    case 'return': {
      const { type, run } = compileNode(command.value, scope)
      if (!isStorable(type)) throw new Unrunnable(`it gives a value of ${type}, which cannot be used`)
      return (call, locals) => ({ value: run(call, locals) })
    }
    case 'set':
      return set(command, scope)
    case 'put':
      return put(command, scope)
    case 'do': {
      const { run } = compileCall(command.call, scope)
      return (call, locals) => {
        run(call, locals)
        return null
      }
    }
    case 'if': {
      const { run } = compileNode(command.test, scope)
      const yes = compileCommands(command.yes, scope)
      const no = compileCommands(command.no, scope)
      return (call, locals) => (run(call, locals) === true ? yes(call, locals) : no(call, locals))
    }
    case 'try':
      return attempt(compileCommands(command.body, scope), compileCommands(command.instead, scope))
  }
}

function set({ name, value }: Extract<Command, { kind: 'set' }>, scope: Scope): Block {
  const { type, run } = compileNode(value, scope)
  // `string a = null;` says nothing of the type: what is assigned later does.
  if (type !== 'null' || !scope.names.has(name)) scope.names.set(name, type)
  return (call, locals) => {
    locals.set(name, run(call, locals))
    return null
  }
}

function put({ of, at, value }: Extract<Command, { kind: 'put' }>, scope: Scope): Block {
  const [self, key, written] = [compileNode(of, scope), compileNode(at, scope), compileNode(value, scope)]
  if (self.type === 'dictionary') return putInDictionary(self, key, written)
  if (self.type !== 'JToken') throw new Unrunnable(`it cannot assign to ${self.type}[]`)
  if (!isStorable(written.type)) throw new Unrunnable(`it cannot assign a value of ${written.type}`)
  return (call, locals) => {
    const [token, name] = [json(self.run(call, locals)), key.run(call, locals)]
    token.put(typeof name === 'number' ? name : text(name), toJson(written.run(call, locals)))
    return null
  }
}

function putInDictionary(self: Compiled, key: Compiled, written: Compiled): Block {
  const other = [key, written].find(({ type }) => type !== 'string' && type !== 'null')
  if (other !== undefined) throw new Unrunnable(`it knows a dictionary only of texts, not of ${other.type}`)
  return (call, locals) => {
    dictionary(self.run(call, locals)).put(text(key.run(call, locals)), textOrNull(written.run(call, locals)))
    return null
  }
}

function attempt(body: Block, instead: Block): Block {
  return (call, locals) => {
    try {
      return body(call, locals)
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error
      return instead(call, locals)
    }
  }
}
