import type { Case, ClientUse } from '../model.ts'
import { accessOf, callClient, redactedResult } from './client.ts'
import type { Exchanged } from './client-fetch.ts'
import type { Header, Keys, Presented } from './credential.ts'
import { Unsendable } from './failure.ts'
import type { Redactor } from './redact.ts'
import { asWritten, ownHeaders, type ReadyRequest, readyRequest, type WrittenCase } from './request.ts'

/** What a request is written with. */
export interface Writing {
  readonly presented: Presented
  readonly keys: Keys
  readonly extra: readonly Header[]
  readonly redactor: Redactor
}

/** What a case was when it was sent, whether the suite wrote the request or an official client did. */
export interface Told<Sent> {
  readonly sent: Sent
  readonly written: WrittenCase
  /** Headers beside the credential and those of the body that a repetition needs. */
  readonly shown: readonly Header[]
  readonly use: ClientUse | null
}

/** @throws Unsendable when an official client gives up before it sends anything */
export async function sendAs<Sent extends Exchanged>(
  one: Case,
  { presented, keys, extra, redactor }: Writing,
  send: (request: ReadyRequest) => Promise<Sent & { readonly request: ReadyRequest }>,
): Promise<Told<Sent>> {
  const { body } = one
  if (body.kind !== 'client') {
    const written: WrittenCase = { ...one, body }
    return { sent: await send(await readyRequest(written, presented, keys, extra)), written, shown: extra, use: null }
  }
  const { sent, use } = await callClient(one.url, body, accessOf(body.client, presented, keys, extra), send)
  const result = redactedResult(use.result, redactor)
  if (sent === null) throw new Unsendable(`${use.name} gave up before it sent anything: ${JSON.stringify(result)}`)
  return {
    sent,
    written: asWritten(one, sent.request, presented),
    shown: ownHeaders(sent.request, presented),
    use: { ...use, result },
  }
}
