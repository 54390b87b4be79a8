import { readFileSync } from 'node:fs'
import { parse } from 'dotenv'
import { describe, expect, test } from 'vitest'
import { documents } from '../docs/documents.ts'
import { profileNames } from '../src/target/profile.ts'
import { readSettings, variables } from '../src/target/variables.ts'

const file = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')

describe('the documents', () => {
  test.each(Object.entries(variables))(
    'README.md tells of %s what the table of variables says',
    (name, { meaning, otherwise }) => {
      expect(file('README.md')).toContain(`| \`${name}\` | ${meaning} | ${otherwise} |`)
    },
  )

  test('.env.example names every variable, and can be used as it is', () => {
    const example = parse(file('.env.example'))
    expect(Object.keys(example).toSorted()).toEqual(Object.keys(variables).toSorted())
    expect(() => readSettings(example)).not.toThrow()
  })

  test.each(Object.entries(documents()))('docs/%s is current (npm run docs writes it anew)', (name, text) => {
    expect(file(`docs/${name}`)).toBe(text)
  })

  test.each(profileNames())('README.md shows how to point the suite at %s', (profile) => {
    expect(file('README.md')).toContain(`TARGET_PROFILE=${profile}`)
  })
})
