/** What somebody gave to a command: its words in order, the switches that are on, and the options that have a value. */
export type Given = {
  readonly words: readonly string[]
  readonly switches: ReadonlySet<string>
  readonly options: ReadonlyMap<string, string>
}
