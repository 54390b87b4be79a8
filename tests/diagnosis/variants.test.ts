import { describe, expect, it } from 'vitest'
import { tell, variants } from './captures.ts'

describe('answers that the rules were not written from', () => {
  it.each(variants.map((variant) => [variant.id, variant] as const))('%s', (_id, variant) => {
    const [told] = tell([variant])
    expect(variant.answeredBy).toContain(told?.attribution.answeredBy)
    expect(variant.causes).toContain(told?.explanation?.cause ?? null)
  })
})
