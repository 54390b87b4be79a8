import { expect } from 'vitest'
import { area } from '../src/judging/area.ts'

area('api-version and query', ({ requirement }) => {
  requirement('QUERY-1', (other, probe) => expect(other).toAnswerLike(probe, 'api-version-unsupported'))
  requirement('QUERY-2', (other, probe) => expect(other).toAnswerLike(probe, 'api-version-unsupported'))
  requirement('QUERY-3', (stray, probe) => expect(stray).toAnswerLike(probe, 'rewrite-wrong'))
  requirement('QUERY-4', (stray, probe) => expect(stray).toAnswerLike(probe, 'rewrite-wrong'))
})
