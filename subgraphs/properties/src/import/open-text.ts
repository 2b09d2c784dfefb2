import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'

const peekBytes = 256 * 1024

/**
 * The text of a file in pieces, without a byte order mark: UTF-8, or UTF-16 where the mark says so, or Windows-1252
 * where the beginning is not UTF-8. Throws when the file cannot be opened.
 */
export async function openText(path: string): Promise<AsyncIterable<string>> {
  const file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(peekBytes), 0, peekBytes, 0)
  await file.close()
  return decode(path, detectEncoding(buffer.subarray(0, bytesRead)))
}

async function* decode(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const bytes of createReadStream(path)) yield decoder.decode(bytes as Buffer, { stream: true })
  yield decoder.decode()
}

function detectEncoding(start: Buffer): string {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le'
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be'
  try {
    // A character cut at the end of the peek is not a fault.
    new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true })
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}
