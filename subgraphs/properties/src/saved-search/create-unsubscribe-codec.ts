import { createHmac, timingSafeEqual } from 'node:crypto'

/** Whose mails a token ends: of one saved search, or all. */
export interface Unsubscription {
  readonly userId: string
  /** Null: all of them. */
  readonly savedSearchId: string | null
}

/** Makes the tokens in mails, and reads them back. A token ends mails and does nothing else. */
export interface UnsubscribeCodec {
  readonly encode: (of: Unsubscription) => string
  /** Null when it is none of ours. */
  readonly decode: (token: string) => Unsubscription | null
}

const lengthMax = 500

/** Signs with the first secret and accepts all: a token serves until the secret it was signed with is gone. */
export function createUnsubscribeCodec(secrets: readonly string[]): UnsubscribeCodec {
  const [current] = secrets
  if (current === undefined) throw new Error('unsubscribe tokens need a secret')
  const sign = (secret: string, payload: string) =>
    createHmac('sha256', secret).update(`properties.unsubscribe:${payload}`).digest()
  return {
    encode({ userId, savedSearchId }) {
      const payload = Buffer.from(JSON.stringify([userId, savedSearchId])).toString('base64url')
      return `${payload}.${sign(current, payload).toString('base64url')}`
    },
    decode(token) {
      const [payload = '', signature = '', ...rest] = token.length > lengthMax ? [] : token.split('.')
      const given = Buffer.from(signature, 'base64url')
      const isOurs =
        rest.length === 0 &&
        secrets.some((secret) => {
          const right = sign(secret, payload)
          return right.length === given.length && timingSafeEqual(right, given)
        })
      if (!isOurs) return null
      const [userId, savedSearchId] = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [
        string,
        string | null,
      ]
      return { userId, savedSearchId }
    },
  }
}
