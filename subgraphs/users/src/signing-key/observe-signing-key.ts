import { Gauge, type Registry } from 'prom-client'
import type { KeyRing } from './create-key-ring.ts'
import type { KeyPolicy } from './key-policy.ts'

/**
 * `users_signing_key_age_seconds`, the age of the key that signs now, and `users_signing_key_max_age_seconds`, at which it is
 * given a successor. The age is missing while there is no key to sign with.
 */
export function observeSigningKey(
  registry: Registry,
  deps: { readonly keys: KeyRing; readonly keyPolicy: KeyPolicy; readonly nowMs: () => number },
): void {
  new Gauge({
    name: 'users_signing_key_age_seconds',
    help: 'Age of the key that signs access tokens.',
    labelNames: ['kid'] as const,
    registers: [registry],
    async collect() {
      this.reset()
      const current = await deps.keys.describeCurrent().catch(() => null)
      if (current !== null) this.set({ kid: current.kid }, (deps.nowMs() - current.createdAt.getTime()) / 1000)
    },
  })
  new Gauge({
    name: 'users_signing_key_max_age_seconds',
    help: 'Age at which the key that signs access tokens is given a successor.',
    registers: [registry],
  }).set(deps.keyPolicy.maxAgeMs / 1000)
}
