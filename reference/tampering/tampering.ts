import { MalformedForm } from '../multipart.ts'
import { concerns, operationOf, type Scope } from '../operation.ts'
import type { HopAnswer, HopRequest } from '../serve.ts'
import { ANSWER_DAMAGE, type AnswerDamage } from './answers.ts'
import { type FieldChange, withFields } from './fields.ts'
import { REQUEST_DAMAGE } from './requests.ts'

/** One thing that a hop does to what passes through it. */
export type Tampering =
  | { readonly on: Scope; readonly to: 'request'; readonly damage: keyof typeof REQUEST_DAMAGE }
  | { readonly on: Scope; readonly to: 'fields'; readonly change: FieldChange }
  | { readonly on: Scope; readonly to: 'answer'; readonly damage: keyof typeof ANSWER_DAMAGE }

export async function tamperWithRequest(request: HopRequest, tampering: readonly Tampering[]): Promise<HopRequest> {
  let damaged = request
  for (const row of tampering) {
    if (row.to === 'answer' || !concerns(row.on, operationOf(request.path))) continue
    damaged = await unlessUnreadable(
      damaged,
      row.to === 'fields' ? (one) => withFields(one, row.change) : REQUEST_DAMAGE[row.damage],
    )
  }
  return damaged
}

/** A form that cannot be read goes on as it came: what is wrong with it is the model's to say. */
async function unlessUnreadable(request: HopRequest, damage: (request: HopRequest) => Promise<HopRequest>): Promise<HopRequest> {
  try {
    return await damage(request)
  } catch (error) {
    if (error instanceof MalformedForm) return request
    throw error
  }
}

/** `request` is the one that is being answered. */
export async function tamperWithAnswer(
  answer: HopAnswer,
  request: HopRequest,
  tampering: readonly Tampering[],
): Promise<HopAnswer> {
  let damaged = answer
  for (const row of tampering) {
    if (row.to !== 'answer' || damaged.kind !== 'reply' || !concerns(row.on, operationOf(request.path))) continue
    const damage: AnswerDamage = ANSWER_DAMAGE[row.damage]
    damaged = await damage(damaged, request)
  }
  return damaged
}
