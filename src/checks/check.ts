import type { AttributedExchange, Failure } from '../model.ts'

/** What was required cannot be seen from outside: neither passed nor failed. Thrown by checks, shown as not-applicable. */
export class NotObservable extends Error {
  override readonly name = 'NotObservable'
}

/** The status in words, or why there is none: what a person compares with what was expected. */
export function answerInWords({ response, failure }: AttributedExchange): string {
  if (failure !== null) return `no whole answer (${failure.kind} ${DURING[failure.phase]}: ${failure.message})`
  if (response === null) return 'no answer'
  const body = (response.text ?? (response.body === null ? '' : JSON.stringify(response.body))).replace(/\s+/g, ' ').slice(0, 300)
  return `${response.status ?? 'no status'}${body === '' ? ', empty body' : ` ${body}`}`
}

const DURING: Readonly<Record<Failure['phase'], string>> = {
  connect: 'while connecting',
  request: 'while sending the request',
  headers: 'while waiting for the answer',
  body: 'in the middle of the answer',
}
