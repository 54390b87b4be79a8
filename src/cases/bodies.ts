import { readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { Json, Part, RequestBody } from '../model.ts'
import { root } from '../root.ts'
import type { Target } from '../target/target.ts'

/** Prompts by the name of their case. */
export const prompts: Readonly<Record<string, string>> = JSON.parse(readFileSync(join(root, 'fixtures', 'prompts.json'), 'utf8'))

/** Fields of a request by name; null leaves a field out. */
export type Fields = Readonly<Record<string, Json>>
export type FilePart = Extract<Part, { kind: 'file' }>

const TYPES: Readonly<Record<string, string>> = { '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp' }

/** A picture of `fixtures/images` as a part of a form. */
export const picture = (file: string, name = 'image'): FilePart => ({
  kind: 'file',
  name,
  path: join(root, 'fixtures', 'images', file),
  paddedTo: null,
  filename: file,
  contentType: TYPES[extname(file)] ?? 'application/octet-stream',
})

/** The reference pictures: plain shapes, each in a colour of its own, so that an edit can be seen to show them. */
export const pictures = { one: ['red-ball.png'], several: ['red-ball.png', 'blue-cube.png'] } as const

/** The files of an edit, under the field that the profile gives one image or several. */
export const inputs = ({ profile }: Target, files: readonly string[]): readonly FilePart[] =>
  files.map((file) => picture(file, files.length > 1 ? profile.severalImagesField : 'image'))

/** The fields of the cheapest real image, changed. */
export function fieldsOf(target: Target, change: Fields): Fields {
  const { cheapest } = target.profile
  return { model: target.model, prompt: prompts.generate ?? null, size: cheapest.size, ...cheapest.fields, ...change }
}

export function json(fields: Fields): RequestBody {
  const value: Record<string, Json> = Object.fromEntries(Object.entries(fields).filter(([, content]) => content !== null))
  return { kind: 'json', value }
}

/** The fields in their order, then the files. */
export function form(fields: Fields, files: readonly Part[]): RequestBody {
  const parts: readonly Part[] = Object.entries(fields).flatMap(([name, value]) =>
    value === null ? [] : [{ kind: 'field', name, value: typeof value === 'string' ? value : JSON.stringify(value) }],
  )
  return { kind: 'multipart', parts: [...parts, ...files] }
}

/** A request for an image as its operation takes it: JSON for generations, a form for edits. */
export function imageBody(
  target: Target,
  operation: 'generations' | 'edits',
  change: Fields,
  files: readonly Part[],
): RequestBody {
  const fields = fieldsOf(target, change)
  return operation === 'edits' ? form(fields, files) : json(fields)
}
