import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { AREAS, requirements, suiteFile } from '../src/requirements.ts'

const suites = readdirSync(new URL('../suites', import.meta.url))
const suite = (file: string): string => readFileSync(new URL(`../suites/${file}`, import.meta.url), 'utf8')

describe('the table of requirements', () => {
  test('keeps its IDs: a report of last year must mean the same today', () => {
    expect(requirements.map(({ id, sentence }) => `${id} ${sentence.split(' ')[0]}`)).toMatchSnapshot()
  })

  test('names every requirement once', () => {
    expect(new Set(requirements.map(({ id }) => id)).size).toBe(requirements.length)
  })

  test('needs only requirements that exist, and never in a circle', () => {
    const needsOf = (id: string | undefined, seen: readonly string[] = []): readonly string[] => {
      if (id === undefined) return seen
      expect(seen, `${id} needs itself`).not.toContain(id)
      const row = requirements.find((candidate) => candidate.id === id)
      expect(row, `${id} is needed and does not exist`).toBeDefined()
      return needsOf(row?.needs, [...seen, id])
    }
    for (const { id } of requirements) needsOf(id)
  })

  test('has one suite for each area, and no suite without an area', () => {
    expect(suites.filter((file) => file.endsWith('.suite.ts')).toSorted()).toEqual(AREAS.map(suiteFile).toSorted())
  })

  test.each(AREAS)('%s: its suite holds no HTTP, no parsing and no question about the gateway', (area) => {
    expect(suite(suiteFile(area))).not.toMatch(/fetch|undici|JSON\.parse|\bif\b|\?\s|process\.env/)
  })
})
