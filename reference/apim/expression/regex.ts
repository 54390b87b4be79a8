import type { Value } from '../call.ts'
import { list, type Members, method, property, text } from './members.ts'

/** What means the same in .NET and in JavaScript: no named groups, no inline options, no anchors of .NET's own. */
const DIFFERENT = /\(\?(?![:=!])|\\[AGZzpPkKe]|\[[^\]]*-\[/
const PLAIN = /^(?:[^$]|\$\d)*$/

function isSame(pattern: string): boolean {
  try {
    return !DIFFERENT.test(pattern) && new RegExp(pattern) instanceof RegExp
  } catch {
    return false
  }
}

const flags = (options: Value | undefined, more = '') => `${options === 'IgnoreCase' ? 'i' : ''}${more}`

/** Only with a pattern that stands in the policy. */
export const REGEX: Members = {
  'Regex.IsMatch': method(
    'bool',
    2,
    3,
    (_, [input, pattern, options]) => new RegExp(text(pattern), flags(options)).test(text(input)),
    { literals: [null, isSame] },
  ),
  'Regex.Replace': method(
    'string',
    3,
    4,
    (_, [input, pattern, to, options]) => text(input).replace(new RegExp(text(pattern), flags(options, 'g')), text(to)),
    { literals: [null, isSame, (to) => PLAIN.test(to)] },
  ),
  'Regex.Match': method(
    'match',
    2,
    3,
    (_, [input, pattern, options]) =>
      (new RegExp(text(pattern), flags(options)).exec(text(input)) ?? []).map((group) => group ?? ''),
    { literals: [null, isSame] },
  ),
  'RegexOptions.IgnoreCase': property('options', () => 'IgnoreCase'),
  'RegexOptions.None': property('options', () => 'None'),
  'match.Success': property('bool', (_, self) => list(self).length > 0),
  'match.Value': property('string', (_, self) => list(self)[0] ?? ''),
  'match.Groups': property('groups', (_, self) => self),
  'groups[]': method('group', 1, 1, (self, [at]) => list(self)[Number(at)] ?? ''),
  'group.Value': property('string', (_, self) => self),
  'group.Success': property('bool', (_, self) => self !== ''),
}
