/** Every text of the screens in English, one file per room; loaded as one piece when a person reads English. */
export const texts = import.meta.glob<Record<string, unknown>>(
  ['./en/*.json', '!./en/{import,notification,problem}.json'],
  {
    eager: true,
    import: 'default',
  },
)
