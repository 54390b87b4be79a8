import { describe, expect, test } from 'vitest'
import { streamCases, withoutStreams } from '../../src/cases/streams.ts'
import { whyNotApplicable } from '../../src/judging/applies.ts'
import { requirements } from '../../src/requirements.ts'
import { targetWith } from './targets.ts'

const chain = targetWith('oneapi-apim-aoai')
const stream = (id: string) => streamCases(chain).find((planned) => planned.id === id)

describe('streams', () => {
  test('are asked for on both operations with every number of partial images, and refused once for free', () => {
    expect(streamCases(chain).map(({ id, images, turn }) => [id, images, turn])).toEqual(
      ['generations', 'edits'].flatMap((operation) => [
        ...[0, 1, 2, 3].map((count) => [`stream-${operation}-${count}`, 1, 'variant']),
        [`stream-refused-${operation}`, 0, 'free'],
      ]),
    )
  })

  test('of generations are asked for in JSON', () => {
    const { body } = stream('stream-generations-2') ?? {}
    expect(body).toMatchObject({ kind: 'json', value: { stream: true, partial_images: 2, quality: 'low', size: '1024x1024' } })
  })

  test('of edits are asked for in a form, with the picture', () => {
    const { body } = stream('stream-edits-0') ?? {}
    const fields =
      body?.kind === 'multipart' ? body.parts.map((part) => (part.kind === 'field' ? [part.name, part.value] : [part.name])) : []
    expect(fields).toEqual(expect.arrayContaining([['stream', 'true'], ['partial_images', '0'], ['image']]))
  })

  test('that ought to be refused ask for what the free probe asks for', () => {
    expect(stream('stream-refused-generations')?.body).toMatchObject({ value: { stream: true, size: '1x1' } })
  })

  test('are not refused for free where the profile knows no way', () => {
    const { profile } = chain
    const freeRefusal = { ...profile.freeRefusal, edits: null }
    const ids = streamCases({ ...chain, profile: { ...profile, freeRefusal } }).map(({ id }) => id)
    expect(ids).toContain('stream-edits-0')
    expect(ids).not.toContain('stream-refused-edits')
  })

  test.each(['generic', 'ai-builder-space'])('are not asked of %s, which does not offer them, and it says so', (name) => {
    const target = targetWith(name)
    expect(streamCases(target)).toEqual([])
    const rows = requirements.filter(({ area }) => area === 'streaming')
    expect(rows.map((row) => whyNotApplicable(row, target.profile, []))).toEqual(
      rows.map(() => expect.stringMatching(/do not offer stream and partial_images|have no edits/)),
    )
  })

  test('need both parameters', () => {
    const { offers } = chain.profile
    const without = (name: string) => ({ ...offers, parameters: offers.parameters.filter((parameter) => parameter !== name) })
    for (const name of ['stream', 'partial_images'])
      expect(withoutStreams('generations')({ ...chain.profile, offers: without(name) })).toContain(`do not offer ${name}`)
  })
})
