import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a signature allows: sending the bytes of an upload, or reading a picture that is not public. */
export type PhotoPermission = 'upload' | 'read'

/** Signs addresses of single pictures for a while. */
export interface PhotoSigner {
  /** `<ms since the epoch>.<signature>`. */
  readonly sign: (permission: PhotoPermission, id: string, untilMs: number) => string
  /** Whether it was signed for this and is not over. */
  readonly verify: (permission: PhotoPermission, id: string, token: string, nowMs: number) => boolean
}

/** Signs with the first secret and accepts all. */
export function createPhotoSigner(secrets: readonly string[]): PhotoSigner {
  const [current] = secrets
  if (current === undefined) throw new Error('addresses of pictures need a secret')
  const compute = (secret: string, permission: PhotoPermission, id: string, until: string) =>
    createHmac('sha256', secret).update(`properties.photo.${permission}:${id}:${until}`).digest()
  return {
    sign: (permission, id, untilMs) =>
      `${untilMs}.${compute(current, permission, id, String(untilMs)).toString('base64url')}`,
    verify(permission, id, token, nowMs) {
      const [, until = '', signature = ''] = /^(\d{1,15})\.([\w-]{43})$/.exec(token) ?? []
      if (until === '' || Number(until) <= nowMs) return false
      const given = Buffer.from(signature, 'base64url')
      return secrets.some((secret) => {
        const right = compute(secret, permission, id, until)
        return right.length === given.length && timingSafeEqual(right, given)
      })
    },
  }
}
