/** A mail as it goes out: plain text to one address. */
export interface MailMessage {
  /** Becomes the Message-ID: a mail that is sent twice can be told by it. */
  readonly id: string
  readonly recipient: string
  readonly subject: string
  readonly text: string
}

/** What became of sending a mail. `reason` holds no whole address. */
export type MailOutcome =
  | { readonly outcome: 'SENT' }
  /** This mail will never be taken. */
  | { readonly outcome: 'REFUSED'; readonly reason: string }
  /** This mail is not taken now. */
  | { readonly outcome: 'DELAYED'; readonly reason: string }
  /** No mail can be sent now. */
  | { readonly outcome: 'AWAY'; readonly reason: string }

/** The way out for mail. */
export interface Mailer {
  /** Sends a mail within a deadline of at most `sendTimeoutMs`, or until the signal. Never rejects. */
  readonly send: (message: MailMessage, signal?: AbortSignal) => Promise<MailOutcome>
}

/** The longest that sending a mail may take, in ms. */
export const sendTimeoutMs = 30_000
