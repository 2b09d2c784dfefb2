import type { CachePolicy } from './cache-policy.ts'

const uncacheable: CachePolicy = { remainingSeconds: 0, ageSeconds: 0, isPrivate: true }

/**
 * What a subgraph's `Cache-Control` allows, `secondsMax` at most. Shared is only what says `public`, and then `s-maxage` comes before
 * `max-age`. Without the header, with `no-store`, `no-cache` or a lifetime that is no number nothing is kept.
 */
export function readCacheControl(header: string | null, secondsMax: number): CachePolicy {
  if (header === null) return uncacheable
  const directives = new Map<string, string[]>()
  for (const part of header.slice(0, 1_000).split(',')) {
    const [name = '', value = ''] = part.split('=', 2)
    const key = name.trim().toLowerCase()
    directives.set(key, [...(directives.get(key) ?? []), value.trim().replaceAll('"', '')])
  }
  if (directives.has('no-store') || directives.has('no-cache')) return uncacheable
  const isPrivate = !directives.has('public') || directives.has('private')
  const lifetimes = (isPrivate ? undefined : directives.get('s-maxage')) ?? directives.get('max-age') ?? []
  const seconds = lifetimes.map((text) => (/^\d{1,15}$/.test(text) ? Number(text) : 0))
  // Said twice differently, the shorter one counts.
  const remainingSeconds = seconds.length === 0 ? 0 : Math.min(secondsMax, ...seconds)
  return { remainingSeconds, ageSeconds: 0, isPrivate }
}
