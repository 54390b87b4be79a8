import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { PlannedCase } from '../../src/cases.ts'
import type { AttributedExchange, Exchange } from '../../src/model.ts'
import { BudgetExceeded } from '../../src/replay/budget.ts'
import { type Sent, sendAll as sendPlan } from '../../src/run/send.ts'
import { answer, exchange, failure, noAnswer } from '../exchanges.ts'
import { caseOf, targetWith } from './targets.ts'

const chain = targetWith('oneapi-apim-aoai')
const cases = (...ids: readonly string[]): readonly PlannedCase[] => ids.map((id) => caseOf(chain, id))
const whole = cases(
  'unknown-path',
  'auth-edits-none',
  'auth-generations-none',
  'generate',
  'edit-one',
  'edit-several',
  'probe-generations',
  'probe-edits',
)
const firsts = ['probe-generations', 'probe-edits']
const others = ['unknown-path', 'auth-edits-none', 'auth-generations-none']
const images = ['generate', 'edit-one', 'edit-several']

type Sending = Parameters<typeof sendPlan>[1]

/** The burst is sent as everything else is: how it goes on when it is refused is told in burst.test.ts. */
const sendAll = (plan: readonly PlannedCase[], sending: Omit<Sending, 'burst'>): Promise<Sent> =>
  sendPlan(plan, { ...sending, burst: (burst) => Promise.all(burst.map(sending.send)) })

type Answers = Readonly<Record<string, Partial<AttributedExchange>>>
const answered = ({ id, operation }: PlannedCase, answers: Answers): Exchange => exchange({ case: id, operation, ...answers[id] })

const stop = (reason: string) => ({ kind: 'forced', reason }) as const

/** A target that answers each case at once, in the way that is said here or soundly. */
async function sentTo(answers: Answers, mayPay: Sending['mayPay'] = null): Promise<Sent> {
  return sendAll(whole, { send: async (planned) => answered(planned, answers), mayPay })
}

/** A target that answers a case when it is told to. */
function slowTarget() {
  const waiting = new Map<string, () => void>()
  return {
    send: (planned: PlannedCase): Promise<Exchange> =>
      new Promise((resolve) => {
        waiting.set(planned.id, () => resolve(answered(planned, {})))
      }),
    /** Cases under way, once everything that can go on has gone on. */
    async underWay(): Promise<readonly string[]> {
      await setImmediate()
      return [...waiting.keys()]
    },
    answer(...ids: readonly string[]): void {
      for (const id of ids) {
        waiting.get(id)?.()
        waiting.delete(id)
      }
    },
  }
}

const casesOf = ({ exchanges }: Sent): readonly string[] => exchanges.map((one) => one.case)

describe('a run', () => {
  test('sends one free probe of each operation, then all that is free, and only then the images', async () => {
    const target = slowTarget()
    const sent = sendAll(whole, { send: target.send, mayPay: null })
    expect(await target.underWay()).toEqual(firsts)
    target.answer('probe-generations')
    expect(await target.underWay()).toEqual(['probe-edits'])
    target.answer('probe-edits')
    expect(await target.underWay()).toEqual(others)
    target.answer(...others)
    expect(await target.underWay()).toEqual(images)
    target.answer(...images)
    expect(casesOf(await sent)).toEqual([...firsts, ...others, ...images])
  })

  test('withholds nothing when the probes are refused for free', async () => {
    expect((await sentTo({})).withheld).toEqual({})
  })

  test('sends nothing when nothing is planned', async () => {
    expect(await sendAll([], { send: () => Promise.reject(new Error('sent')), mayPay: null })).toEqual({
      exchanges: [],
      withheld: {},
      stopped: [],
    })
  })

  test.each(['unknown-path', 'auth-edits-none'])('sends %s at once where no probe of its operation is planned', async (id) => {
    const sent = await sendAll(cases(id), { send: async (planned) => answered(planned, {}), mayPay: null })
    expect(casesOf(sent)).toEqual([id])
  })
})

describe('the other free requests of an operation are withheld', () => {
  const billed = { response: answer(200), billing: 'paid' } as const

  test('when its probe brought an image', async () => {
    const sent = await sentTo({ 'probe-edits': billed })
    expect(sent.withheld).toEqual({
      'auth-edits-none': 'probe-edits was to be refused for free and brought an image: no second such request is sent',
    })
    expect(casesOf(sent)).toEqual([...firsts, 'unknown-path', 'auth-generations-none', ...images])
  })

  test('when one of them brought an image, and none is under way beside it', async () => {
    const [one, two, three] = ['free-1', 'free-2', 'free-3'].map(
      (id): PlannedCase => ({ ...caseOf(chain, 'auth-edits-none'), id }),
    )
    if (one === undefined || two === undefined || three === undefined) throw new Error('no cases')
    const burst: PlannedCase = { ...caseOf(chain, 'probe-edits'), id: 'burst-1', turn: 'burst' }
    const bad: PlannedCase = { ...caseOf(chain, 'probe-edits'), id: 'bad-1', turn: 'bad' }
    const plan = [...cases('probe-edits', 'auth-generations-none'), one, two, three, bad, burst]
    const sent = await sendAll(plan, { send: async (planned) => answered(planned, { 'free-2': billed }), mayPay: null })
    expect(casesOf(sent)).toEqual(['probe-edits', 'auth-generations-none', 'free-1', 'free-2'])
    const why = 'free-2 ought to be refused and was drawn: no second such request is sent'
    expect(sent.withheld).toEqual({ 'free-3': why, 'bad-1': why, 'burst-1': why })
  })

  test('when one of them was waited for in vain', async () => {
    const [one, two] = ['free-1', 'free-2'].map((id): PlannedCase => ({ ...caseOf(chain, 'auth-edits-none'), id }))
    if (one === undefined || two === undefined) throw new Error('no cases')
    const answers = { 'free-1': noAnswer('timeout') }
    const sent = await sendAll([one, two], { send: async (planned) => answered(planned, answers), mayPay: null })
    expect(Object.keys(sent.withheld)).toEqual(['free-2'])
  })

  test('when its probe got no answer', async () => {
    const sent = await sentTo({ 'probe-generations': noAnswer('timeout') })
    expect(sent.withheld).toEqual({
      'auth-generations-none': 'probe-generations got no whole answer (timeout): others would fare no better',
    })
    expect(casesOf(sent)).toContain('auth-edits-none')
  })

  test('when its probe got half an answer', async () => {
    const sent = await sentTo({ 'probe-edits': { failure: failure('cut-off') } })
    expect(sent.withheld).toEqual({
      'auth-edits-none': 'probe-edits got no whole answer (cut-off): others would fare no better',
    })
  })

  test('but not when the run was interrupted: what is sent then ends as interrupted, and is reported so', async () => {
    const sent = await sentTo({ 'probe-edits': noAnswer('interrupted'), 'probe-generations': noAnswer('interrupted') })
    expect(sent.withheld).toEqual({})
  })

  test.each([400, 401, 404, 500])('but not when its probe was answered with %i', async (status) => {
    expect((await sentTo({ 'probe-edits': { response: answer(status) } })).withheld).toEqual({})
  })

  test('and those of no operation when nothing was answered at all', async () => {
    const sent = await sentTo({ 'probe-edits': noAnswer('refused'), 'probe-generations': noAnswer('refused') })
    expect(sent.withheld).toMatchObject({ 'unknown-path': 'nothing answered the first requests' })
    expect(Object.keys(sent.withheld)).toEqual(others)
    expect(casesOf(sent)).toEqual([...firsts, ...images])
  })

  test('but those of no operation are sent when anything was answered', async () => {
    expect(casesOf(await sentTo({ 'probe-edits': noAnswer('refused') }))).toContain('unknown-path')
  })
})

describe('a gate', () => {
  test('asks, once everything free is answered, whether it may pay', async () => {
    const target = slowTarget()
    const asked: (readonly string[])[] = []
    const mayPay = ({ exchanges }: Sent) => {
      asked.push(exchanges.map((one) => one.case))
      return null
    }
    const sent = sendAll(whole, { send: target.send, mayPay })
    expect(await target.underWay()).toEqual(firsts)
    target.answer(...firsts)
    expect(await target.underWay()).toEqual(others)
    target.answer('unknown-path', 'auth-edits-none')
    expect(await target.underWay()).toEqual(['auth-generations-none'])
    expect(asked).toEqual([])
    target.answer('auth-generations-none')
    expect(await target.underWay()).toEqual(['generate', 'edit-one'])
    expect(asked).toEqual([[...firsts, ...others]])
    target.answer('edit-one')
    expect(await target.underWay()).toEqual(['generate', 'edit-several'])
    target.answer('generate', 'edit-several')
    expect(casesOf(await sent)).toEqual([...firsts, ...others, ...images])
  })

  test('pays for nothing when it may not, and says why of every image', async () => {
    const sent = await sentTo({}, () => ({ kind: 'chosen', reason: 'GATE_PAID=0: this gate never pays' }))
    expect(casesOf(sent)).toEqual([...firsts, ...others])
    expect(sent.withheld).toEqual(Object.fromEntries(images.map((id) => [id, 'GATE_PAID=0: this gate never pays'])))
    expect(sent.stopped).toEqual([])
  })

  test('waits for the answer whether it may', async () => {
    const sent = await sentTo({}, async () => stop('QUERY-2 fails'))
    expect(Object.values(sent.withheld)).toEqual(images.map(() => 'QUERY-2 fails'))
    expect(sent.stopped).toEqual(images)
    expect((await sentTo({}, async () => null)).withheld).toEqual({})
  })

  test('keeps both reasons apart', async () => {
    const sent = await sentTo({ 'probe-edits': noAnswer('timeout') }, () => stop('a probe failed'))
    expect(sent.withheld).toEqual({
      'auth-edits-none': 'probe-edits got no whole answer (timeout): others would fare no better',
      ...Object.fromEntries(images.map((id) => [id, 'a probe failed'])),
    })
  })

  test('does not ask when there is nothing to pay for', async () => {
    const mayPay = (): never => {
      throw new Error('asked')
    }
    const sent = await sendAll(cases('probe-edits'), { send: async (planned) => answered(planned, {}), mayPay })
    expect(sent).toEqual({ exchanges: [exchange({ operation: 'edits' })], withheld: {}, stopped: [] })
  })
})

describe('the full tier', () => {
  const variants = cases('gen-landscape', 'gen-two', 'edit-landscape', 'generate', 'edit-one', 'probe-generations', 'probe-edits')
  const bad = (id: string): PlannedCase => ({ ...caseOf(chain, 'probe-edits'), id, turn: 'bad' })
  const paidFor = { billing: 'paid', response: answer(200, {}) } as const
  const images = { generate: paidFor, 'edit-one': paidFor }
  const target = (answers: Answers) => ({ send: async (one: PlannedCase) => answered(one, answers), mayPay: null })

  test('pays for variants of the operations whose image was drawn', async () => {
    const { exchanges, withheld } = await sendAll(variants, target({ generate: paidFor, 'edit-one': noAnswer() }))
    expect(exchanges.map((one) => one.case)).toEqual(expect.arrayContaining(['gen-landscape', 'gen-two']))
    expect(exchanges.map((one) => one.case)).not.toContain('edit-landscape')
    expect(withheld).toEqual({ 'edit-landscape': 'edit-one brought no image, so no variant of it is paid for' })
  })

  test('holds variants back until the image of their operation is there', async () => {
    const slow = slowTarget()
    const sent = sendAll(variants, { send: slow.send, mayPay: null })
    expect(new Set(await slow.underWay())).toEqual(new Set(['probe-generations', 'probe-edits']))
    slow.answer('probe-generations', 'probe-edits')
    expect(new Set(await slow.underWay())).toEqual(new Set(['generate', 'edit-one']))
    slow.answer('generate')
    expect(await slow.underWay()).toEqual(['edit-one'])
    slow.answer('edit-one')
    expect(Object.keys((await sent).withheld)).toEqual(['gen-landscape', 'gen-two', 'edit-landscape'])
  })

  test('sends what ought to be refused one at a time, and nothing more after an image that nobody asked for', async () => {
    const rows = ['bad-1', 'bad-2', 'bad-3'].map(bad)
    const all = await sendAll([...cases('probe-edits'), ...rows], target({}))
    expect(all.exchanges.map((one) => one.case)).toEqual(['probe-edits', 'bad-1', 'bad-2', 'bad-3'])
    const { exchanges, withheld } = await sendAll([...cases('probe-edits'), ...rows], target({ 'bad-2': paidFor }))
    expect(exchanges.map((one) => one.case)).toEqual(['probe-edits', 'bad-1', 'bad-2'])
    expect(withheld).toEqual({ 'bad-3': 'bad-2 ought to be refused and was drawn: no second such request is sent' })
  })

  test('waits only once in vain for the refusal of what ought to be refused', async () => {
    const rows = ['bad-1', 'bad-2', 'bad-3'].map(bad)
    const silent = await sendAll([...cases('probe-edits'), ...rows], target({ 'bad-1': noAnswer('timeout') }))
    expect(silent.exchanges.map((one) => one.case)).toEqual(['probe-edits', 'bad-1'])
    expect(silent.withheld).toMatchObject({
      'bad-2': 'bad-1 ought to be refused and was not answered in time: others would take as long',
    })
    const hangingUp = await sendAll([...cases('probe-edits'), ...rows], target({ 'bad-1': noAnswer('reset') }))
    expect(hangingUp.withheld).toEqual({})
  })

  test('keeps to its plan when something was drawn that nobody asked for', async () => {
    const send = async (one: PlannedCase): Promise<Exchange> => {
      if (one.id === 'gen-two') throw new BudgetExceeded(one.id, 4)
      return answered(one, images)
    }
    const { exchanges, withheld } = await sendAll(variants, { send, mayPay: null })
    expect(exchanges.map((one) => one.case)).toContain('gen-landscape')
    expect(withheld).toEqual({ 'gen-two': 'a request that ought to be refused was drawn and paid for in its place' })
  })

  test('sends its burst when everything else is answered', async () => {
    const slow = slowTarget()
    const burst: PlannedCase = { ...caseOf(chain, 'probe-edits'), id: 'burst-1', turn: 'burst' }
    const sent = sendAll([...cases('probe-edits', 'edit-one'), burst], { send: slow.send, mayPay: null })
    slow.answer('probe-edits')
    expect(await slow.underWay()).toEqual(['edit-one'])
    slow.answer('edit-one')
    expect(await slow.underWay()).toEqual(['burst-1'])
    slow.answer('burst-1')
    expect((await sent).withheld).toEqual({})
  })

  test('waits at a gate until the gate lets it pay', async () => {
    const stopped = await sendAll(variants, { ...target(images), mayPay: () => stop('the gate is shut') })
    expect(stopped.withheld).toMatchObject({ generate: 'the gate is shut', 'gen-two': 'the gate is shut' })
    const open = await sendAll(variants, { ...target(images), mayPay: () => null })
    expect(open.exchanges).toHaveLength(variants.length)
  })
})
