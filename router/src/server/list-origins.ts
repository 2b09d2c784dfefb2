import type { RouterConfig } from '../config.ts'

const apolloSandbox = 'https://studio.apollographql.com'

/** Origins of web pages that may call, besides the router's own: those of the settings, or Apollo Sandbox during development. */
export function listOrigins(config: Pick<RouterConfig, 'CORS_ORIGINS' | 'NODE_ENV'>): readonly string[] {
  return config.CORS_ORIGINS ?? (config.NODE_ENV === 'production' ? [] : [apolloSandbox])
}
