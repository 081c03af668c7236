/** Every text of the screens in Dutch, one file per room; loaded as one piece when a person reads Dutch. */
export const texts = import.meta.glob<Record<string, unknown>>(
  ['./nl/*.json', '!./nl/{import,notification,problem}.json'],
  {
    eager: true,
    import: 'default',
  },
)
