import type { Fields } from '../fields.ts'

/** A response that a variable holds, `IResponse` in C#: the answer to a request that a policy sent, not the call's own. */
export class HeldResponse {
  readonly status: number
  readonly reason: string
  readonly headers: Fields
  #body: Buffer

  constructor(status: number, reason: string, headers: Fields, body: Buffer) {
    this.status = status
    this.reason = reason
    this.headers = headers
    this.#body = body
  }

  /** Without `preserveContent: true` nothing is left of the body (Microsoft Learn, policy expressions, As<T>). */
  read(keeps: boolean): Buffer {
    const body = this.#body
    if (!keeps) this.#body = Buffer.alloc(0)
    return body
  }

  copy(): HeldResponse {
    return new HeldResponse(this.status, this.reason, this.headers, this.#body)
  }
}
