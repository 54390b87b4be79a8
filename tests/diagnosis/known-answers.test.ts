import { expect, it } from 'vitest'
import type { Context } from '../../src/diagnosis/context.ts'
import { captures, type Recording, type Told, tell, variants } from './captures.ts'

/** A chain whose refusals were seen to carry the model's headers, so that their absence says something. */
const THREE: Context = {
  chain: ['one-api', 'apim', 'aoai'],
  identity: 'shown',
  headersSeen: ['aoai'],
}

it('what is told of each known answer changes only on purpose (written anew by vitest -u)', async () => {
  const known: readonly Recording[] = [...captures, ...variants]
  const alone = tell(known)
  const inChain = tell(known, THREE)
  const told = known.map(
    ({ id }, index) => `${id}\n  ${inWords(alone[index])}\n  in the chain of three ${inWords(inChain[index])}\n`,
  )
  await expect(told.join('\n')).toMatchFileSnapshot('./__snapshots__/known-answers.txt')
})

/** Everything but the sentences, which may be put better at any time. */
function inWords(told: Told | undefined): string {
  if (told === undefined) return 'not read'
  const { answeredBy, product, couldAlsoBe, reached, confidence, because } = told.attribution
  const authors = [product === null ? answeredBy : `${answeredBy} (${product})`, ...couldAlsoBe].join(' or ')
  const signs = because.flatMap((sign) => /^\w+(?=: )/.exec(sign) ?? [])
  const where = `${confidence}, by ${signs.join(', ') || 'no sign'}; reached ${reached.join(', ') || 'nobody for sure'}`
  return `from ${authors}, ${where}\n    ${causeInWords(told)}`
}

function causeInWords({ explanation }: Told): string {
  if (explanation === null) return 'sound'
  const { cause, hop, confidence, alternatives } = explanation
  return [`${cause} at ${hop}, ${confidence}`, ...alternatives.map((other) => other.cause)].join(' or ')
}
