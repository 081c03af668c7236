/** Every text of the screens in German, one file per room; loaded as one piece when a person reads German. */
export const texts = import.meta.glob<Record<string, unknown>>(
  ['./de/*.json', '!./de/{import,notification,problem}.json'],
  {
    eager: true,
    import: 'default',
  },
)
