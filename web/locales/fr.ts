/** Every text of the screens in French, one file per room; loaded as one piece when a person reads French. */
export const texts = import.meta.glob<Record<string, unknown>>(
  ['./fr/*.json', '!./fr/{import,notification,problem}.json'],
  {
    eager: true,
    import: 'default',
  },
)
