import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { countCutBytes } from './count-cut-bytes.ts'
import { detectEncoding, type Encoding } from './detect-encoding.ts'

/**
 * Stands where bytes were none of the file's encoding. A character that no text has, so that a row with it can be refused
 * instead of being stored damaged.
 */
export const unreadable = '\ufdd0'

/**
 * The text of a file in pieces, without a byte order mark: in the encoding given, or the one that its bytes tell. Bytes that
 * are none of that encoding become `unreadable`. Throws when the file cannot be opened, or is no text.
 */
export async function openText(path: string, encoding?: Encoding): Promise<AsyncIterable<string>> {
  const known = encoding ?? (await detectEncoding(path))
  return withoutMark(known === 'utf-8' ? decodeUtf8(path) : decodeOther(path, known))
}

async function* withoutMark(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let isFirst = true
  for await (const piece of pieces) {
    if (piece === '') continue
    yield isFirst && piece.startsWith('\ufeff') ? piece.slice(1) : piece
    isFirst = false
  }
}

async function* decodeUtf8(path: string): AsyncGenerator<string> {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const lenient = new TextDecoder('utf-8', { ignoreBOM: true })
  let held = Buffer.alloc(0)
  for await (const bytes of createReadStream(path)) {
    const all = held.length === 0 ? (bytes as Buffer) : Buffer.concat([held, bytes as Buffer])
    const end = all.length - countCutBytes(all)
    // A copy: the stream may use its buffer again.
    held = Buffer.from(all.subarray(end))
    yield decode(all.subarray(0, end))
  }
  yield decode(held)

  function decode(bytes: Buffer): string {
    try {
      return strict.decode(bytes)
    } catch {
      return decodeLines(bytes)
    }
  }

  /** Only the lines that are damaged are marked: the replacement character may well be part of others. */
  function decodeLines(bytes: Buffer): string {
    let text = ''
    for (let start = 0; start < bytes.length; ) {
      const newline = bytes.indexOf(0x0a, start)
      const line = bytes.subarray(start, newline === -1 ? bytes.length : newline + 1)
      text += isUtf8(line) ? strict.decode(line) : lenient.decode(line).replaceAll('\ufffd', unreadable)
      start += line.length
    }
    return text
  }
}

async function* decodeOther(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true })
  const isWide = encoding !== 'windows-1252'
  const mark = (text: string) => (isWide ? text.replaceAll('\ufffd', unreadable) : text)
  for await (const bytes of createReadStream(path)) yield mark(decoder.decode(bytes as Buffer, { stream: true }))
  yield mark(decoder.decode())
}
