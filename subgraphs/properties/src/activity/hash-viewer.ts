import { createHmac } from 'node:crypto'

/** Stands for somebody or some network on one day: equal for the same, and not readable once the day's salt is gone. */
export function hashViewer(salt: string, kind: 'person' | 'network', name: string): string {
  return createHmac('sha256', salt).update(`${kind}:${name}`).digest('hex').slice(0, 32)
}
