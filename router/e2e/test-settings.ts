/** Settings of the end-to-end runs that differ from the defaults: the suite's own traffic comes from one address. */
export const testSettings = {
  NODE_ENV: 'test',
  CLIENT_LIMIT_MINUTE: '400',
  LOG_LEVEL: 'info',
  KEY_ENCRYPTION_SECRET: 'encrypts signing keys in end-to-end runs',
} as const
