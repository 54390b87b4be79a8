import { Readable } from 'node:stream'

/** Half of a body, after which the connection breaks. */
export function cutOff(body: Buffer): Readable {
  async function* half(): AsyncGenerator<Buffer> {
    yield body.subarray(0, Math.floor(body.length / 2))
    // The half that was given must be on the wire before the connection goes.
    await new Promise((resolve) => setImmediate(resolve))
    throw new Error('The reference chain cuts this answer off.')
  }
  return Readable.from(half())
}
