/** Where mail is handed over. */
export interface SmtpServer {
  readonly host: string
  readonly port: number
  /** TLS from the first byte (`smtps`), after STARTTLS, or wherever the server offers it. */
  readonly tls: 'FROM_START' | 'STARTTLS' | 'IF_OFFERED'
  readonly user: string | null
  readonly password: string | null
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/**
 * Reads `smtps://user:password@host:465` or `smtp://user:password@host:587`; null when it is neither. `smtp` insists on
 * STARTTLS, but for this machine and with `?tls=off` (a mail catcher in one's own network). Certificates are always verified.
 */
export function readSmtpUrl(text: string): SmtpServer | null {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.hostname === '') return null
  if (!['', '/'].includes(url.pathname) || url.hash !== '' || !['', '?tls=off'].includes(url.search)) return null
  const isSecure = url.protocol === 'smtps:'
  if (isSecure && url.search !== '') return null
  const isOpen = url.search !== '' || loopback.test(url.hostname)
  try {
    return {
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: url.port === '' ? (isSecure ? 465 : 587) : Number(url.port),
      tls: isSecure ? 'FROM_START' : isOpen ? 'IF_OFFERED' : 'STARTTLS',
      user: url.username === '' ? null : decodeURIComponent(url.username),
      password: url.username === '' ? null : decodeURIComponent(url.password),
    }
  } catch {
    // A % that begins no character.
    return null
  }
}
