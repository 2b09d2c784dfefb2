import { connect } from 'node:net'

/** For tests: writes bytes to a port as they are and returns all that is answered until the other side closes. */
export function sendRaw(port: number, parts: readonly (string | Buffer)[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const answer: Buffer[] = []
    socket.on('data', (part) => answer.push(part))
    socket.once('error', reject)
    socket.once('close', () => resolve(Buffer.concat(answer).toString()))
    for (const part of parts) socket.write(part)
  })
}
