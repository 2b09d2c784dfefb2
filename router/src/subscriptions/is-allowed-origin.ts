import type { IncomingHttpHeaders } from 'node:http'

/** What `Sec-Fetch-Site` says of requests that are no other page's; not sent by programs that are no browsers. */
const ownSites = new Set<unknown>([undefined, 'same-origin', 'none'])

/**
 * Whether a request that no preflight protects may come from where it does: browsers name the page's origin, and it has to be one of
 * the list or the router's own. For a GET that a page sends without wanting to read the answer they name none, but say that it comes from
 * another site. Other programs name neither and are let in; they hold no one's credentials.
 */
export function isAllowedOrigin(headers: IncomingHttpHeaders, origins: readonly string[]): boolean {
  const { origin, host } = headers
  if (origin === undefined) return ownSites.has(headers['sec-fetch-site'])
  if (origins.includes(origin)) return true
  // The scheme may differ: TLS can end before the router.
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase()
}
