import type { WebSocket } from 'ws'

/** What may wait to be sent to one client, in bytes, before nothing more is read from it. */
const waitingBytesMax = 256 * 1_024

/**
 * Sends texts over a socket, each settled when the system has taken it. While much is waiting nothing more is read from the client: whoever
 * asks without reading the answers fills his own buffers, not the router's, and is dropped when he answers no ping.
 */
export function sendWithPauses(
  socket: Pick<WebSocket, 'readyState' | 'OPEN' | 'bufferedAmount' | 'send' | 'pause' | 'resume'>,
): (text: string) => Promise<void> {
  return (text) =>
    new Promise((resolve) => {
      if (socket.readyState !== socket.OPEN) return resolve()
      // An error is followed by the close of the socket, which ends all that runs for it.
      socket.send(text, () => {
        if (socket.bufferedAmount <= waitingBytesMax) socket.resume()
        resolve()
      })
      if (socket.bufferedAmount > waitingBytesMax) socket.pause()
    })
}
