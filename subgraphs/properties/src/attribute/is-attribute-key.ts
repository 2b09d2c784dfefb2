/** Whether a key is written as keys are: letters and digits in camelCase, at most 60. */
export function isAttributeKey(key: string): boolean {
  return /^[a-z][A-Za-z0-9]{0,59}$/.test(key)
}
