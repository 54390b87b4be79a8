import { type Members, method, property, text } from './members.ts'

const digits = (value: number, length: number) => String(value).padStart(length, '0')

/** Letters of a custom format (Microsoft Learn, "Custom date and time format strings"); names of days and months are not known. */
const PARTS: readonly (readonly [letters: string, part: (date: Date) => string])[] = [
  ['yyyy', (date) => digits(date.getUTCFullYear(), 4)],
  ['MM', (date) => digits(date.getUTCMonth() + 1, 2)],
  ['dd', (date) => digits(date.getUTCDate(), 2)],
  ['HH', (date) => digits(date.getUTCHours(), 2)],
  ['mm', (date) => digits(date.getUTCMinutes(), 2)],
  ['ss', (date) => digits(date.getUTCSeconds(), 2)],
  ['fff', (date) => digits(date.getUTCMilliseconds(), 3)],
]
const CUSTOM = new RegExp(`${PARTS.map(([letters]) => `${letters}(?!${letters.charAt(0)})`).join('|')}|'([^']*)'|[-/:. TZ]`, 'y')

const STANDARD: ReadonlyMap<string, (date: Date) => string> = new Map([
  ['o', (date: Date) => date.toISOString().replace('Z', '0000Z')],
  ['O', (date: Date) => date.toISOString().replace('Z', '0000Z')],
  ['s', (date: Date) => date.toISOString().slice(0, 19)],
  ['u', (date: Date) => date.toISOString().slice(0, 19).replace('T', ' ').concat('Z')],
  ['R', (date: Date) => date.toUTCString()],
  ['r', (date: Date) => date.toUTCString()],
])
/** Of the invariant culture. */
const USUAL = 'MM/dd/yyyy HH:mm:ss'

/** Null for a format with other letters. */
function pieces(format: string): ((date: Date) => string)[] | null {
  const found: ((date: Date) => string)[] = []
  for (let at = 0; at < format.length; ) {
    CUSTOM.lastIndex = at
    const match = CUSTOM.exec(format)
    if (match === null) return null
    const [whole, quoted] = match
    found.push(PARTS.find(([letters]) => letters === whole)?.[1] ?? (() => quoted ?? whole))
    at += whole.length
  }
  return found
}

function written(date: Date, format: string): string {
  const standard = STANDARD.get(format)
  if (standard !== undefined) return standard(date)
  return (pieces(format) ?? []).map((piece) => piece(date)).join('')
}

const now = property('DateTime', () => new Date().toISOString())

/** The time, as text: nothing is computed with it. Gateways run on UTC. */
export const DATES: Members = {
  'DateTime.UtcNow': now,
  'DateTime.Now': now,
  'DateTime.ToString': method(
    'string',
    0,
    1,
    (self, [format]) => written(new Date(text(self)), format === undefined ? USUAL : text(format)),
    { literals: [(format) => STANDARD.has(format) || (format.length > 1 && pieces(format) !== null)] },
  ),
}
