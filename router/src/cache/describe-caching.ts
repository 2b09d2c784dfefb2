import type { CachePolicy } from './cache-policy.ts'

/**
 * The headers `cache-control` and `age` of a response. Only a query's answer without errors may be kept, and by others than
 * its client only when nobody is signed in: a shared cache before the router checks no permissions.
 */
export function describeCaching(
  policy: CachePolicy | null,
  response: { readonly isQuery: boolean; readonly hasErrors: boolean; readonly isSignedIn: boolean },
): Readonly<Record<string, string>> {
  const canBeKept = policy !== null && policy.remainingSeconds > 0 && response.isQuery && !response.hasErrors
  if (!canBeKept) return { 'cache-control': 'no-store' }
  const { remainingSeconds, ageSeconds, isPrivate } = policy
  const scope = isPrivate || response.isSignedIn ? 'private' : 'public'
  // Caches subtract the age from the lifetime, so that what remains is what remains here.
  return { 'cache-control': `max-age=${remainingSeconds + ageSeconds}, ${scope}`, age: String(ageSeconds) }
}
