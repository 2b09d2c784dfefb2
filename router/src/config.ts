import { serviceIssuer } from '@ree-ai/kit/router-client/service-token'
import { z } from 'zod'
import { documentSettings } from './settings/document-settings.ts'
import { executionSettings } from './settings/execution-settings.ts'
import { limitSettings } from './settings/limit-settings.ts'
import { measureSettings } from './settings/measure-settings.ts'
import { serverSettings } from './settings/server-settings.ts'
import { isHs256, tokenSettings } from './settings/token-settings.ts'

/**
 * What the router reads: the environment, over a file given with `--config`. Every default is the safe one;
 * `INTROSPECTION`, `LANDING_PAGE` and `CORS_ORIGINS` open up for development unless NODE_ENV is `production`.
 */
export const configSchema = z
  .object({
    ...serverSettings,
    ...tokenSettings,
    ...documentSettings,
    ...limitSettings,
    ...executionSettings,
    ...measureSettings,
  })
  .refine((config) => !isHs256(config.JWT_ALGORITHM) || config.JWT_SECRET_KEY !== undefined, {
    path: ['JWT_SECRET_KEY'],
    message: 'is needed when JWT_ALGORITHM is HS256',
    when: hasTokenSettings,
  })
  .refine(
    (config) => config.JWT_SECRET_KEY === undefined || !config.ROUTER_SUBGRAPH_SECRET.includes(config.JWT_SECRET_KEY),
    {
      path: ['JWT_SECRET_KEY'],
      message: 'must differ from ROUTER_SUBGRAPH_SECRET, or any subgraph could sign in as anybody',
      when: hasTokenSettings,
    },
  )

  .refine(
    ({ JWT_ISSUER, JWT_OTHER_ISSUERS }) => {
      const issuers = [...JWT_ISSUER, serviceIssuer, ...JWT_OTHER_ISSUERS.map(({ issuer }) => issuer)]
      return new Set(issuers).size === issuers.length
    },
    {
      path: ['JWT_OTHER_ISSUERS'],
      message: 'must name each issuer once, and none of JWT_ISSUER',
      when: hasIssuers,
    },
  )

/** The router's configuration, read. */
export type RouterConfig = z.output<typeof configSchema>

/** A refinement over these settings runs even when others are faulty, so that all faults are reported together. */
function hasTokenSettings(payload: { readonly value: unknown }): boolean {
  const value = payload.value as Partial<RouterConfig>
  return Array.isArray(value.JWT_ALGORITHM) && Array.isArray(value.ROUTER_SUBGRAPH_SECRET)
}

function hasIssuers(payload: { readonly value: unknown }): boolean {
  const value = payload.value as Partial<RouterConfig>
  return Array.isArray(value.JWT_ISSUER) && Array.isArray(value.JWT_OTHER_ISSUERS)
}
