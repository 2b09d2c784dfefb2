const keyForm = /^[a-z0-9][a-z0-9-]*(?:\/[a-z0-9][a-z0-9-]*)*\.[a-z0-9]+$/

/** Throws for what is not a key of ours: no dots but that of the ending, nothing that leads out of a folder or into a query. */
export function checkStorageKey(key: string): void {
  if (key.length > 200 || !keyForm.test(key)) throw new Error('not a key of the photo storage')
}
