import type { Value } from '../call.ts'
import { EvaluationError } from './evaluation.ts'
import { found, list, type Members, method, onString, printed, property, text } from './members.ts'

/** The second argument of Equals and the like: `StringComparison.OrdinalIgnoreCase`. */
const folded = (comparison: string | undefined) =>
  comparison?.endsWith('IgnoreCase') === true ? (value: string) => value.toLowerCase() : (value: string) => value

const trimmed = (self: string, characters: string | undefined, from: boolean, to: boolean): string => {
  if (characters === undefined) return from ? (to ? self.trim() : self.trimStart()) : self.trimEnd()
  const letters = [...self]
  const first = from ? letters.findIndex((letter) => !characters.includes(letter)) : 0
  const last = to ? letters.findLastIndex((letter) => !characters.includes(letter)) : letters.length - 1
  return first < 0 || last < 0 ? '' : letters.slice(first, last + 1).join('')
}

const TO_STRING = method('string', 0, 0, (self) => text(self))

/** What can be called on texts, numbers and lists of texts. */
export const STRINGS: Members = {
  'string.ToString': TO_STRING,
  'int.ToString': TO_STRING,
  'double.ToString': TO_STRING,
  'bool.ToString': TO_STRING,
  /** An object out of a variable. */
  'any.ToString': TO_STRING,
  'any.Equals': method('bool', 1, 1, (self, [other]) => self === other),
  'guid.ToString': method('string', 0, 1, (self, [format]) => (format === 'N' ? text(self).replaceAll('-', '') : text(self)), {
    literals: [(format) => format === 'N' || format === 'D'],
  }),
  'string.Length': property('int', (_, self) => text(self).length),
  'string.Equals': onString('bool', 1, 2, (self, [other = '', how]) => folded(how)(self) === folded(how)(other)),
  'string.Contains': onString('bool', 1, 2, (self, [part = '', how]) => folded(how)(self).includes(folded(how)(part))),
  'string.StartsWith': onString('bool', 1, 2, (self, [part = '', how]) => folded(how)(self).startsWith(folded(how)(part))),
  'string.EndsWith': onString('bool', 1, 2, (self, [part = '', how]) => folded(how)(self).endsWith(folded(how)(part))),
  'string.IndexOf': onString('int', 1, 2, (self, [part = '', how]) => folded(how)(self).indexOf(folded(how)(part))),
  'string.LastIndexOf': onString('int', 1, 1, (self, [part = '']) => self.lastIndexOf(part)),
  'string.ToLower': onString('string', 0, 0, (self) => self.toLowerCase()),
  'string.ToLowerInvariant': onString('string', 0, 0, (self) => self.toLowerCase()),
  'string.ToUpper': onString('string', 0, 0, (self) => self.toUpperCase()),
  'string.ToUpperInvariant': onString('string', 0, 0, (self) => self.toUpperCase()),
  'string.Trim': onString('string', 0, 1, (self, [characters]) => trimmed(self, characters, true, true)),
  'string.TrimStart': onString('string', 0, 1, (self, [characters]) => trimmed(self, characters, true, false)),
  'string.TrimEnd': onString('string', 0, 1, (self, [characters]) => trimmed(self, characters, false, true)),
  'string.Replace': onString('string', 2, 2, (self, [from = '', to = '']) => self.replaceAll(from, to)),
  'string.Remove': onString('string', 1, 1, (self, [from]) => substring(self, 0, Number(from))),
  'string.Split': onString('strings', 1, 1, (self, [at = ' ']) => self.split(at)),
  'string.Substring': method('string', 1, 2, (self, [from, length]) => substring(text(self), Number(from), length)),
  'strings.Length': property('int', (_, self) => list(self).length),
  'strings.Count': method('int', 0, 0, (self) => list(self).length),
  'strings.Any': method('bool', 0, 0, (self) => list(self).length > 0),
  'strings.Contains': method('bool', 1, 1, (self, [item]) => list(self).includes(printed(item))),
  'strings.First': method('string', 0, 0, (self) => found(list(self), '0')[0] ?? null),
  'strings.FirstOrDefault': method('string', 0, 0, (self) => list(self)[0] ?? null),
  'strings.Last': method('string', 0, 0, (self) => found(list(self), '0').at(-1) ?? null),
  'strings.LastOrDefault': method('string', 0, 0, (self) => list(self).at(-1) ?? null),
  'strings[]': method('string', 1, 1, (self, [at]) => found(list(self).slice(Number(at), Number(at) + 1), text(at))[0] ?? null),
}

function substring(value: string, from: number, length: Value | undefined): string {
  const to = length === undefined ? value.length : from + Number(length)
  if (from < 0 || from > value.length || to < from || to > value.length) throw new EvaluationError('Index was out of range.')
  return value.slice(from, to)
}
