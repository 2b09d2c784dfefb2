import { StringDecoder } from 'node:string_decoder'

/** The text of bytes in UTF-8 as they come; a character that is cut is given when it is whole. */
export async function* decodeText(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8')
  for await (const piece of bytes) yield decoder.write(piece)
}
