import { photoVariants, toStorageKey } from './photo.ts'
import type { PhotoStorage } from './photo-storage.ts'

/** Removes all forms of a picture from the storage; nothing happens when they are gone already. */
export async function removePhoto(storage: Pick<PhotoStorage, 'remove'>, objectKey: string): Promise<void> {
  for (const variant of photoVariants) await storage.remove(toStorageKey(objectKey, variant))
}
