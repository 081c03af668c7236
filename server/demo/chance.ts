/**
 * A number from 0 up to 1 that depends on nothing but what it is about: the same question always has the same answer, in
 * whatever order questions are asked. So the demo academy is the same each time, and a change in one corner of it leaves
 * the others as they were.
 */
export function chance(...about: ReadonlyArray<string | number>): number {
  let mixed = 0x811c9dc5
  for (const character of about.join('\u0000')) mixed = Math.imul(mixed ^ (character.codePointAt(0) ?? 0), 0x01000193)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
}

export function oneOf<Choice>(choices: readonly Choice[], ...about: ReadonlyArray<string | number>): Choice {
  return choices[Math.floor(chance(...about) * choices.length)] as Choice
}

/** One of several by weight. */
export function weighted<Choice>(
  choices: ReadonlyArray<readonly [choice: Choice, weight: number]>,
  ...about: ReadonlyArray<string | number>
): Choice {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0)
  let rest = chance(...about) * total
  for (const [choice, weight] of choices) {
    rest -= weight
    if (rest < 0) return choice
  }
  return (choices.at(-1) as readonly [Choice, number])[0]
}

/** Exactly so many of them, as if drawn; in the order given. */
export function draw<Thing>(
  things: readonly Thing[],
  count: number,
  key: (thing: Thing) => string,
  ...about: ReadonlyArray<string | number>
): Thing[] {
  const ranked = things.map((thing) => ({ thing, rank: chance(...about, key(thing)) }))
  const drawn = new Set(
    ranked
      .toSorted((a, b) => a.rank - b.rank)
      .slice(0, count)
      .map(({ thing }) => thing),
  )
  return things.filter((thing) => drawn.has(thing))
}
