import type { Transport } from '@ree-ai/kit/transport/transport'

/** Key sets have a few KB. */
const bytesMax = 256 * 1024

/**
 * Reads the key set at an address outside of the supergraph; the path of the request is not used. Redirects are not followed, for
 * what is at the address decides who may come in. Rejects when the answer has more than 256 KiB.
 */
export function fetchKeys(url: string): Transport {
  return async ({ headers, signal }) => {
    const response = await fetch(url, { headers, signal, redirect: 'error' })
    const parts: Uint8Array[] = []
    let bytes = 0
    for await (const part of response.body ?? []) {
      bytes += part.byteLength
      if (bytes > bytesMax) throw new Error(`the keys at ${url} have more than ${bytesMax} bytes`)
      parts.push(part)
    }
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.concat(parts).toString('utf8'),
    }
  }
}
