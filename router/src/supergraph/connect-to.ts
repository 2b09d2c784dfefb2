import type { BytesTransport, StreamTransport, Transport } from '@ree-ai/kit/transport/transport'
import type { Connect } from './create-connections.ts'

/** Connects by transports that are there already, each under its subgraph's name, for example to servers of this process. */
export function connectTo(
  transports: Readonly<Record<string, Transport>>,
  streams: Readonly<Record<string, StreamTransport>> = {},
  bytes: Readonly<Record<string, BytesTransport>> = {},
): Connect {
  return ({ name }) => {
    const send = transports[name]
    if (send === undefined) throw new Error(`There is no way to the subgraph "${name}".`)
    return { send, stream: streams[name], sendBytes: bytes[name], close: async () => {} }
  }
}
