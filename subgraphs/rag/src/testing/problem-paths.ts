/** The paths of the problems that the first error reports. */
export function problemPaths(
  errors: readonly { readonly extensions: Readonly<Record<string, unknown>> }[] | undefined,
): readonly string[] {
  const problems = (errors?.[0]?.extensions.problems ?? []) as readonly { readonly path: string }[]
  return problems.map(({ path }) => path)
}
