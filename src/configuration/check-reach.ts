import type { Call } from './call.ts'
import type { Origin } from './export.ts'
import { type Checked, checked, combine, type Seen, settle, wrong } from './findings.ts'
import type { Judged } from './judged.ts'

/** Item 4: each operation reaches the backend at all. Answers under a condition are how policies refuse, and are left alone. */
export function checkReach(operation: Judged): Checked {
  const refusals = (call: Call) => call.end.kind === 'answered' && call.end.conditional
  const relevant = operation.calls.every(refusals) ? operation.calls : operation.calls.filter((call) => !refusals(call))
  const calls = relevant.filter((call) => !answersForBackend(call))
  const doubts = relevant.filter(answersForBackend).flatMap((call) => call.doubts)
  return combine([
    checked({ doubts }),
    settle(
      4,
      calls.map((call) => seeEnd(call, operation)),
    ),
  ])
}

function seeEnd({ end }: Call, operation: Judged): Seen[] {
  if (end.kind === 'forwarded') return []
  if (end.kind === 'answered') {
    const rule = /^3\d\d$/.test(end.status) ? 'redirected-early' : 'answered-early'
    return [wrong(rule, end.at, { operation: operation.name, statement: end.by, status: end.status })]
  }
  return [wrong('forward-lost', whereForwardIsLost(operation), { operation: operation.name })]
}

/** An answer that a send-request got is doubted where it is given, not called a short circuit. */
function answersForBackend({ end, doubts }: Call): boolean {
  return end.kind === 'answered' && doubts.some((doubt) => doubt.at === end.at)
}

/** The backend section that inherits nothing and forwards nothing. */
function whereForwardIsLost({ policies, served }: Judged): Origin {
  const silent = policies.find(({ sections }) => sections.backend.every(({ statement }) => statement.name !== 'forward-request'))
  return silent?.endsAt.get('backend') ?? served.operation.at
}
