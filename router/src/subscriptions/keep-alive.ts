import type { WebSocket } from 'ws'
import type { Schedule } from '../supergraph/sources/schedule.ts'

/** Pings a socket every `pingMs`, and drops it when the last ping was not answered by then. Returns the way to stop. */
export function keepAlive(
  socket: Pick<WebSocket, 'on' | 'ping' | 'terminate'>,
  { pingMs, schedule }: { readonly pingMs: number; readonly schedule: Schedule },
): () => void {
  let isAnswered = true
  let cancel = schedule(beat, pingMs)
  socket.on('pong', () => {
    isAnswered = true
  })
  function beat(): void {
    if (!isAnswered) {
      socket.terminate()
      return
    }
    isAnswered = false
    socket.ping()
    cancel = schedule(beat, pingMs)
  }
  return () => cancel()
}
