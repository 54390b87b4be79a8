import { isAbsolute, relative } from 'node:path'
import type { Part } from '../model.ts'
import { type Header, type Presented, withQuery } from './credential.ts'
import type { WrittenCase } from './request.ts'
import { shortened } from './shorten.ts'

/** The variable of the shell that holds the key of what is called. */
export type KeyVariable = 'TARGET_API_KEY' | 'APIM_KEY' | 'AOAI_KEY'

/**
 * The request for a shell. The key is a variable in double quotes, so that the line runs where the variable is set and
 * shows nothing where it is pasted; the wrong key is the word `wrong-key`.
 */
export function curlOf(
  { method, url, body }: WrittenCase,
  presented: Presented,
  extra: readonly Header[],
  variable: KeyVariable,
): string {
  const words = ['curl -sS -i']
  if (method !== (body.kind === 'none' ? 'GET' : 'POST')) words.push(`-X ${method}`)
  // Without it curl reads brackets in a URL as a range.
  if (/[[\]{}]/.test(url)) words.push('--globoff')
  words.push(urlOf(url, presented, variable), ...credentialOf(presented, variable))
  words.push(...extra.map(([name, value]) => headerWord(name, quoted(`${name}: ${value}`), value)))
  switch (body.kind) {
    case 'json':
      words.push("-H 'Content-Type: application/json'", `--data-raw ${quoted(JSON.stringify(shortened(body.value)))}`)
      break
    case 'raw':
      words.push(`-H ${quoted(`Content-Type: ${body.contentType}`)}`, `--data-raw ${quoted(body.text)}`)
      break
    case 'multipart':
      words.push(...body.parts.map(partOf))
  }
  return words.join(' ')
}

function urlOf(url: string, presented: Presented, variable: KeyVariable): string {
  if (presented.kind !== 'query') return quoted(url)
  const [before = '', after = ''] = withQuery(url, presented.name, '\n').split('\n')
  return expanding(before, keyWord(presented.key, variable), after)
}

function credentialOf(presented: Presented, variable: KeyVariable): readonly string[] {
  if (presented.kind === 'basic') return [`-u "$${variable}:"`]
  if (presented.kind !== 'header') return []
  const { name, prefix, key } = presented
  return [headerWord(name, expanding(`${name}: ${prefix}`, keyWord(key, variable), ''), prefix + (key === 'empty' ? '' : key))]
}

/** curl leaves out a header that is written `Name:`; `Name;` sends it with nothing in it. */
function headerWord(name: string, word: string, value: string): string {
  return `-H ${value.trim() === '' ? quoted(`${name};`) : word}`
}

function keyWord(key: 'right' | 'wrong' | 'empty', variable: KeyVariable): string {
  return key === 'right' ? `$${variable}` : key === 'wrong' ? 'wrong-key' : ''
}

/** A field goes by `--form-string`, because `-F` would read a file for a value that starts with `@` or `<`. */
function partOf(part: Part): string {
  if (part.kind === 'field') return `--form-string ${quoted(`${part.name}=${part.value}`)}`
  return `-F ${quoted(`${part.name}=@${inForm(fromHere(part.path))};type=${part.contentType};filename=${inForm(part.filename)}`)}`
}

/** Shorter, and true in another checkout too, where the file belongs to the project. */
function fromHere(path: string): string {
  const short = relative(process.cwd(), path)
  return short.startsWith('..') || isAbsolute(short) ? path : short
}

/** As `-F` quotes: between double quotes, with backslashes. */
const inForm = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** In double quotes, with a word in the middle in which the shell puts the variable's value. */
function expanding(before: string, word: string, after: string): string {
  const literal = (text: string): string => text.replaceAll(/["\\$`]/g, '\\$&')
  return `"${literal(before)}${word}${literal(after)}"`
}
