import type { buildConnector, Client } from 'undici'
import { onUsedConnection } from './failure.ts'
import { type Incoming, type Outgoing, openTo, type Transmitting, transmitOver } from './transmit.ts'

/** A few connections that are kept and used again, as well-behaved clients do. */
export interface KeptConnections {
  /** Sends over a connection that is free, or over a new one. Nothing is repeated. */
  readonly transmit: Transmitting
  close(): Promise<void>
}

interface Kept {
  readonly client: Client
  /** Answers that came over the connection as it stands now. */
  carried: number
}

/** Never more connections than requests under way: each carries one at a time. */
export function keepConnections(connect: buildConnector.connector): KeptConnections {
  const free: Kept[] = []
  const opened = new Set<Kept>()

  const open = (url: URL): Kept => {
    const kept: Kept = { client: openTo(url, connect), carried: 0 }
    kept.client.on('connect', () => {
      kept.carried = 0
    })
    opened.add(kept)
    return kept
  }
  const drop = async (kept: Kept): Promise<void> => {
    opened.delete(kept)
    await kept.client.destroy()
  }

  return {
    async transmit(request: Outgoing, limits, interrupted, onSent): Promise<Incoming> {
      const kept = free.pop() ?? open(request.url)
      const incoming = await transmitOver(kept.client, request, limits, interrupted, onSent)
      const { failure, head } = incoming
      if (failure === null) {
        kept.carried += 1
        free.push(kept)
        return incoming
      }
      const wasUsed = kept.carried > 0 && head === null
      await drop(kept)
      return wasUsed ? { ...incoming, failure: onUsedConnection(failure, request.url) } : incoming
    },
    async close() {
      await Promise.all([...opened].map(drop))
    },
  }
}
