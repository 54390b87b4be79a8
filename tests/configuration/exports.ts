/** Healthy exports of both layouts, and ways to break them in memory: a fault is an edit of a file, as in life. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ConfigurationReport, checkConfiguration } from '../../src/configuration/check.ts'
import type { Finding } from '../../src/configuration/findings.ts'
import type { Expectation } from '../../src/configuration/locate.ts'
import { interpretExport } from '../../src/configuration/read-export.ts'

export const FIXTURES = join(dirname(fileURLToPath(import.meta.url)), '../../fixtures')
export const EXPECTATION: Expectation = {
  paths: { generations: '/v1/images/generations', edits: '/v1/images/edits' },
  deployment: 'gpt-image-1.5',
}

export type Texts = ReadonlyMap<string, string>
export type Change = (texts: Texts) => Texts

export function load(folder: string): Texts {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort()
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]))
}

/** One layout of the same healthy gateway, with where its parts lie. */
export interface Layout {
  readonly name: string
  readonly folder: string
  readonly texts: Texts
  readonly api: string
  readonly operations: { readonly generations: string; readonly edits: string }
  /** The policy of the API, or the fragment that it includes. */
  readonly shared: string
  readonly product: string
  readonly subscription: string
}

export const APIOPS: Layout = {
  name: 'Azure/apiops',
  folder: join(FIXTURES, 'exports/healthy-apiops'),
  texts: load(join(FIXTURES, 'exports/healthy-apiops')),
  api: 'apis/openai-images',
  operations: {
    generations: 'apis/openai-images/operations/images-generations/policy.xml',
    edits: 'apis/openai-images/operations/images-edits/policy.xml',
  },
  shared: 'apis/openai-images/policy.xml',
  product: 'products/images/productInformation.json',
  subscription: 'subscriptions/one-api/subscriptionInformation.json',
}

export const APIOPS_CLI: Layout = {
  name: 'apiops-cli',
  folder: join(FIXTURES, 'exports/healthy-cli'),
  texts: load(join(FIXTURES, 'exports/healthy-cli')),
  api: 'apis/image-gateway',
  operations: {
    generations: 'apis/image-gateway/operations/images_generations/policy.xml',
    edits: 'apis/image-gateway/operations/images_edits/policy.xml',
  },
  shared: 'policyFragments/to-azure-openai/policy.xml',
  product: 'products/images/productInformation.json',
  subscription: 'subscriptions/one-api/subscriptionInformation.json',
}

export const LAYOUTS = [APIOPS, APIOPS_CLI]

/** Replaces a text that must be there, so that an edit can never silently do nothing. */
export function replace(file: string, from: string | RegExp, to: string): Change {
  return (texts) => {
    const before = texts.get(file)
    if (before === undefined) throw new Error(`There is no ${file} to edit.`)
    const after = before.replace(from, () => to)
    if (after === before) throw new Error(`${file} does not hold ${String(from)}.`)
    return new Map([...texts, [file, after]])
  }
}

export function write(file: string, text: string): Change {
  return (texts) => new Map([...texts, [file, text]])
}

export function remove(prefix: string): Change {
  return (texts) => {
    const left = [...texts].filter(([file]) => !file.startsWith(prefix))
    if (left.length === texts.size) throw new Error(`There is no ${prefix} to remove.`)
    return new Map(left)
  }
}

export function changed(texts: Texts, ...changes: readonly Change[]): Texts {
  return changes.reduce((before, change) => change(before), texts)
}

export function check(texts: Texts, expectation = EXPECTATION): ConfigurationReport {
  return checkConfiguration(interpretExport('export', texts), expectation)
}

/** `holds`, `broken` or `not-observable` of items 1 to 5, in order. */
export function statuses(report: ConfigurationReport): string[] {
  return report.items.map((item) => item.status)
}

export function broken(report: ConfigurationReport): Finding[] {
  return report.findings.filter((finding) => finding.level === 'broken')
}

export function warnings(report: ConfigurationReport): string[] {
  return report.findings.filter((finding) => finding.level === 'warning').map((finding) => finding.id)
}

/** The line, from 1, of the first occurrence of a text. */
export function lineOf(texts: Texts, file: string, needle: string): number {
  const lines = (texts.get(file) ?? '').split('\n')
  const index = lines.findIndex((line) => line.includes(needle))
  if (index === -1) throw new Error(`${file} does not hold ${needle}.`)
  return index + 1
}
