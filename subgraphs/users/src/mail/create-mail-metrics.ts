import { Counter, Gauge, type Registry } from 'prom-client'

/** Counts what became of mails. */
export interface MailMetrics {
  readonly sent: () => void
  readonly failed: (outcome: 'retried' | 'given_up') => void
  /** How long the oldest mail of the queue has waited. */
  readonly setQueueAge: (ageMs: number) => void
}

/** `mails_sent_total`, `mails_failed_total` by outcome, `mail_queue_age_seconds`. */
export function createMailMetrics(registry: Registry): MailMetrics {
  const sent = new Counter({
    name: 'mails_sent_total',
    help: 'Mails that the mail server took.',
    registers: [registry],
  })
  const failed = new Counter({
    name: 'mails_failed_total',
    help: 'Failed attempts to send a mail, by what follows: another attempt (retried) or none (given_up).',
    labelNames: ['outcome'] as const,
    registers: [registry],
  })
  const age = new Gauge({
    name: 'mail_queue_age_seconds',
    help: 'For how long the oldest mail of the queue has waited; 0 when none waits.',
    registers: [registry],
  })
  return {
    sent: () => sent.inc(),
    failed: (outcome) => failed.inc({ outcome }),
    setQueueAge: (ageMs) => age.set(ageMs / 1000),
  }
}
