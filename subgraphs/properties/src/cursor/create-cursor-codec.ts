import { createHmac, timingSafeEqual } from 'node:crypto'

/** A position in an ordered list: the sort value as the database prints it (null when there is none), and the id. */
export interface Position {
  readonly value: string | null
  readonly id: string
}

/** Turns positions into opaque, signed cursors and back. */
export interface CursorCodec {
  readonly encode: (order: string, position: Position) => string
  /** The position; the reason why there is none, when the cursor was altered or belongs to another order. */
  readonly decode: (order: string, cursor: string) => Position | { readonly reason: string }
}

const lengthMax = 1000
const signatureBytes = 16

/** Signs with the first secret; accepts all, so that pages stay open while secrets rotate. */
export function createCursorCodec(secrets: readonly string[]): CursorCodec {
  const sign = (secret: string, payload: string) =>
    createHmac('sha256', secret).update(`properties.cursor:${payload}`).digest().subarray(0, signatureBytes)
  const [current] = secrets
  if (current === undefined) throw new Error('cursors need a secret')
  return {
    encode(order, { value, id }) {
      const payload = Buffer.from(JSON.stringify([order, value, id])).toString('base64url')
      return `${payload}.${sign(current, payload).toString('base64url')}`
    },
    decode(order, cursor) {
      const [payload = '', signature = ''] = cursor.length > lengthMax ? [] : cursor.split('.')
      const given = Buffer.from(signature, 'base64url')
      const isOurs =
        given.length === signatureBytes &&
        given.toString('base64url') === signature &&
        secrets.some((secret) => timingSafeEqual(sign(secret, payload), given))
      if (!isOurs || cursor.split('.').length !== 2) return { reason: 'is not a cursor that this list has given out.' }
      const [signedOrder, value, id] = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [
        string,
        string | null,
        string,
      ]
      if (signedOrder !== order) return { reason: 'belongs to another order; start again without it.' }
      return { value, id }
    },
  }
}
