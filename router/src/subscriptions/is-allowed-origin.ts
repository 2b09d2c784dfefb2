import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a request that no preflight protects may come from where it does: browsers name the page's origin, and it has to be one of
 * the list or the router's own. Other programs name none and are let in; they hold no one's credentials.
 */
export function isAllowedOrigin({ origin, host }: IncomingHttpHeaders, origins: readonly string[]): boolean {
  if (origin === undefined) return true
  if (origins.includes(origin)) return true
  // The scheme may differ: TLS can end before the router.
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase()
}
