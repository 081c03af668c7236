type Placed = { id: number; name: string; place: string | null }

/** Their names; of those that have one name, also what each stands in: "Packing (Rakema)". */
export function toldApart(all: readonly Placed[]): string[] {
  const places = Map.groupBy(all, ({ name }) => name)
  const isOne = (name: string) => new Set(places.get(name)?.map(({ id, place }) => `${id} ${place}`)).size === 1
  return all.map(({ name, place }) => (place === null || isOne(name) ? name : `${name} (${place})`))
}
