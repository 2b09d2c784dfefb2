import { createTransport } from 'nodemailer'
import { type Mailer, type MailOutcome, sendTimeoutMs } from './mailer.ts'
import { maskAddresses } from './mask-address.ts'
import { prepareMessage } from './prepare-message.ts'
import type { SmtpServer } from './read-smtp-url.ts'
import type { Sender } from './sender.ts'

/**
 * Sends mail by SMTP, a connection a mail, over TLS with a verified certificate as `server.tls` says. What takes longer
 * than `timeoutMs`, from the look-up of the name to the last answer, is cut off.
 */
export function createSmtpMailer(config: {
  readonly server: SmtpServer
  readonly from: Sender
  readonly timeoutMs?: number
  /** Certificates to trust instead of the well-known ones (PEM). */
  readonly certificateAuthorities?: readonly string[]
}): Mailer {
  const { server, from, timeoutMs = sendTimeoutMs } = config
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1)
  const transport = createTransport({
    host: server.host,
    port: server.port,
    secure: server.tls === 'FROM_START',
    requireTLS: server.tls === 'STARTTLS',
    auth: server.user === null ? undefined : { user: server.user, pass: server.password ?? '' },
    tls: {
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      ...(config.certificateAuthorities && { ca: [...config.certificateAuthorities] }),
    },
    // The deadline of the whole comes first.
    connectionTimeout: 2 * timeoutMs,
    greetingTimeout: 2 * timeoutMs,
    socketTimeout: 2 * timeoutMs,
    dnsTimeout: 2 * timeoutMs,
    socketCloseTimeout: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  })
  return {
    async send(given, stopped) {
      const message = prepareMessage(given)
      if (message === null) return { outcome: 'REFUSED', reason: 'the recipient is not an address' }
      const { id, recipient, subject, text } = message
      const deadline = AbortSignal.timeout(timeoutMs)
      const signal = stopped === undefined ? deadline : AbortSignal.any([deadline, stopped])
      try {
        await transport.sendMail({
          messageId: `<${id}@${domain}>`,
          from,
          // An object is one address: a text would be read as a list.
          to: { name: '', address: recipient },
          subject,
          text,
          // Machines that answer mail leave this one alone (RFC 3834).
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal,
        })
        return { outcome: 'SENT' }
      } catch (error) {
        if (deadline.aborted) return { outcome: 'AWAY', reason: `the mail server took more than ${timeoutMs} ms` }
        return readFailure(error)
      }
    },
  }
}

/** What nodemailer says of a failure. */
interface SmtpFailure {
  readonly code?: unknown
  readonly responseCode?: unknown
  readonly response?: unknown
  readonly message?: unknown
}

function readFailure(error: unknown): MailOutcome {
  const { code, responseCode, response, message }: SmtpFailure =
    typeof error === 'object' && error !== null ? error : {}
  const status = typeof responseCode === 'number' ? responseCode : 0
  const reason = maskAddresses([code, response ?? message].filter((part) => typeof part === 'string').join(': '))
  // Only what was said of this sender, recipient or text is about this mail; a refused password is not.
  if ((code !== 'EENVELOPE' && code !== 'EMESSAGE') || status === 421) return { outcome: 'AWAY', reason }
  return { outcome: status >= 500 && status !== 503 ? 'REFUSED' : 'DELAYED', reason }
}
