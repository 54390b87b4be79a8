import type { Socket } from 'node:net'
import type { buildConnector } from 'undici'

type Written = (error?: Error | null) => void

/**
 * Connections on which an early refusal is not lost. Who refuses a request by its head may close the connection while the
 * body is still on its way: then writing fails, and a socket whose writing failed throws away what it has not read yet,
 * although the answer stands there. So a failed write is only told once everything that came has been read.
 */
export const hearingLastWords =
  (connect: buildConnector.connector): buildConnector.connector =>
  (options, callback) =>
    connect(options, (...made) => {
      if (made[0] === null) tellFailedWritesLast(made[1])
      callback(...made)
    })

/** What a stream calls to write is replaced, because every error of it ends the socket before any listener is asked. */
function tellFailedWritesLast(socket: Socket): void {
  const write = socket._write.bind(socket)
  socket._write = (chunk, encoding, written) => write(chunk, encoding, afterReading(socket, written))
  const writeSeveral = socket._writev?.bind(socket)
  if (writeSeveral !== undefined) socket._writev = (chunks, written) => writeSeveral(chunks, afterReading(socket, written))
}

const afterReading =
  (socket: Socket, written: Written): Written =>
  (error) => {
    const isReading = !socket.readableEnded && !socket.destroyed
    if (error == null || !isReading) written(error)
    else socket.once('end', () => written(error))
  }
