import { describe, expect, it } from 'vitest'
import { tell, variants } from './captures.ts'

const told = tell(variants)

describe('answers that the rules were not written from', () => {
  it.each(variants.map((variant, index) => [variant.id, variant, told[index]] as const))('%s', (_id, variant, one) => {
    expect(variant.answeredBy).toContain(one?.attribution.answeredBy)
    expect(variant.causes).toContain(one?.explanation?.cause ?? null)
  })
})
