/** What somebody gave to a command: its words in order, and the switches that are on. */
export type Given = { readonly words: readonly string[]; readonly switches: ReadonlySet<string> }
