/** The forms of a picture that are kept. */
export const photoVariants = ['large', 'thumbnail'] as const
export type PhotoVariant = (typeof photoVariants)[number]

/** The largest file that is taken, in bytes. */
export const uploadBytesMax = 10 * 1024 * 1024
/** How long the address of an upload takes bytes, in ms. */
export const uploadMs = 15 * 60_000
/** How many uploads a person may begin in 24 hours. */
export const uploadsPerDayMax = 200
/** How much one person's pictures may take in all, in bytes as stored. */
export const ownerBytesMax = 500 * 1024 * 1024
/** How long an upload that no listing shows is kept, in ms. */
export const looseMs = 24 * 60 * 60_000

const variantPath = /^\/photos\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\/(?:large|thumbnail)$/

/** Where a picture is, below the public address. */
export function toPhotoPath(id: string, variant: PhotoVariant): string {
  return `/photos/${id}/${variant}`
}

/** The key of one form of a picture in the storage. */
export function toStorageKey(objectKey: string, variant: PhotoVariant): string {
  return `${objectKey}-${variant}.webp`
}

/** The upload that an address of ours leads to; null for every other address. */
export function readUploadId(url: string, publicUrl: string): string | null {
  if (!url.startsWith(`${publicUrl}/`)) return null
  const path = url.slice(publicUrl.length).split(/[?#]/)[0] ?? ''
  return variantPath.exec(path)?.[1] ?? null
}
