/** What a mail of ours says. */
export interface MailText {
  readonly subject: string
  readonly text: string
}

/** Where a mail leads. */
export interface MailLink {
  readonly action: 'verify-email' | 'reset-password'
  readonly token: string
}

const greeting = 'Hello,'
const ignore = 'If it was not you, ignore this mail: nothing happens without what it holds.'

/** The mails about accounts. `appUrl` is the page that links lead to, with `{action}` and `{token}`; null shows the token. */
export function createMailTexts(appUrl: string | null) {
  const lead = ({ action, token }: MailLink) =>
    appUrl === null ? `The code is:\n\n${token}` : appUrl.replaceAll('{action}', action).replaceAll('{token}', token)
  const compose = (subject: string, ...paragraphs: readonly string[]): MailText => ({
    subject,
    text: [greeting, ...paragraphs].join('\n\n'),
  })
  return {
    verify: (token: string) =>
      compose(
        'Confirm your e-mail address',
        'an account at REE AI was made with this address. To confirm that it is yours:',
        lead({ action: 'verify-email', token }),
        'This is good for 24 hours, and once.',
        ignore,
      ),
    /** For somebody who registers an address that has an account. */
    known: (token: string) =>
      compose(
        'You already have an account',
        'somebody, probably you, tried to make an account at REE AI with this address. There is one already: sign in with its password. To choose another password:',
        lead({ action: 'reset-password', token }),
        'This is good for one hour, and once.',
        ignore,
      ),
    reset: (token: string) =>
      compose(
        'Choose a new password',
        'a new password was asked for, for your account at REE AI. To choose it:',
        lead({ action: 'reset-password', token }),
        'This is good for one hour, and once. Your sessions on all devices end then.',
        ignore,
      ),
    wasReset: () =>
      compose(
        'Your password was changed',
        'the password of your account at REE AI was changed by a link in a mail, and all sessions were ended.',
        'If it was not you, ask for a new password at once, and make sure that nobody else reads your mail.',
      ),
    change: (token: string) =>
      compose(
        'Confirm your new e-mail address',
        'this address was given as the new one of an account at REE AI. To confirm that it is yours:',
        lead({ action: 'verify-email', token }),
        'This is good for 24 hours, and once.',
        ignore,
      ),
    /** To an address that somebody wants to change theirs to, and that has an account. */
    changeToKnown: () =>
      compose(
        'This address has an account',
        'this address was given as the new one of another account at REE AI. Yours stays as it is, and nothing was changed.',
      ),
    changeAsked: () =>
      compose(
        'Your e-mail address is about to change',
        'another address was given for your account at REE AI, with your password. It takes effect when a mail to that address is answered.',
        'If it was not you, change your password now.',
      ),
    changed: () =>
      compose(
        'Your e-mail address was changed',
        'your account at REE AI has another address now. This was the last mail to this one.',
        'If it was not you, answer those who run this service.',
      ),
    erasureAsked: (at: Date) =>
      compose(
        'Your account will be erased',
        `you asked for your account at REE AI, and all that is kept of you, to be erased. It happens on ${at.toISOString().slice(0, 10)}.`,
        'Until then you can sign in as before and take it back.',
        'If it was not you, sign in, take it back, and change your password.',
      ),
    erased: () =>
      compose(
        'Your account was erased',
        'your account at REE AI, and what was kept of you, was erased, as you asked. This address is not kept either.',
      ),
  }
}

export type MailTexts = ReturnType<typeof createMailTexts>
