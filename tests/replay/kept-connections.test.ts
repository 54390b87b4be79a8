import type { Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Exchange } from '../../src/model.ts'
import { caseFor, replayer, socketServer } from './harness.ts'

const SOUND = 'HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\n{}'

/** A server that says for each connection what it does with the first, the second, ... request on it. */
async function talking(...talk: readonly string[]): Promise<{ url: string; connections: () => number }> {
  let connections = 0
  const url = await socketServer((socket: Socket) => {
    connections += 1
    let turn = 0
    socket.on('data', () => {
      const said = talk[turn] ?? SOUND
      turn += 1
      if (said === 'close') socket.destroy()
      else if (said === 'half') socket.end(SOUND.slice(0, -1))
      else socket.write(said)
    })
  })
  return { url, connections: () => connections }
}

/** Sends requests one after the other over connections that are kept. */
async function sentKept(url: string, count: number): Promise<readonly Exchange[]> {
  const made = replayer()
  const kept = made.keepConnections()
  onTestFinished(() => kept.close())
  const exchanges: Exchange[] = []
  for (let index = 0; index < count; index += 1) exchanges.push(await made.send(caseFor(url), undefined, kept))
  return exchanges
}

describe('connections that are kept', () => {
  test('carry one request after the other', async () => {
    const { url, connections } = await talking()
    const exchanges = await sentKept(url, 3)
    expect(exchanges.map(({ id, response }) => [id, response?.status])).toEqual([
      ['a-case', 400],
      ['a-case#2', 400],
      ['a-case#3', 400],
    ])
    expect(connections()).toBe(1)
  })

  test('carry several at once each over one of its own', async () => {
    const { url, connections } = await talking()
    const made = replayer()
    const kept = made.keepConnections()
    onTestFinished(() => kept.close())
    await Promise.all([1, 2, 3].map(() => made.send(caseFor(url), undefined, kept)))
    expect(connections()).toBe(3)
  })

  test('are found stale when the server closes a used one in the place of an answer, and nothing is sent again', async () => {
    const { url, connections } = await talking(SOUND, 'close')
    const [, lost, next] = await sentKept(url, 3)
    expect(lost).toMatchObject({ id: 'a-case#2', response: null, failure: { kind: 'stale', phase: 'headers' }, billing: 'free' })
    expect(lost?.failure?.message).toContain('may not have seen the request')
    expect(next).toMatchObject({ response: { status: 400 } })
    expect(connections()).toBe(2)
  })

  test('are reset when the server closes a new one', async () => {
    const { url } = await talking('close')
    expect((await sentKept(url, 1))[0]?.failure?.kind).toBe('reset')
  })

  test('are cut off when the server closes a used one in the middle of its answer', async () => {
    const { url } = await talking(SOUND, 'half')
    expect((await sentKept(url, 2))[1]?.failure).toMatchObject({ kind: 'cut-off', phase: 'body' })
  })

  test('are not used again when the server says that it closes them', async () => {
    const { url, connections } = await talking('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}')
    const exchanges = await sentKept(url, 2)
    expect(exchanges.map(({ failure }) => failure)).toEqual([null, null])
    expect(connections()).toBe(2)
  })
})
