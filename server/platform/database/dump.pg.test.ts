import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBareDatabase, createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { dumpSchema } from './dump.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createBareDatabase()
})
afterEach(() => database.drop())

async function make(statements: string): Promise<void> {
  await sql.raw(statements).execute(database.db)
}

describe('the schema dump', () => {
  it('tells every kind of thing we make', async () => {
    await make(`
      create extension intarray;
      create type color as enum ('green', 'red');
      create domain litres as numeric(6, 2) check (value >= 0);
      create sequence tickets start 100;
      create table pots (
        id int generated always as identity primary key,
        volume litres not null default 1.5,
        shade color,
        label text collate "C" default 'pot',
        label_length int generated always as (length(label)) stored
      ) with (fillfactor = 70);
      create table plants (
        pot_id int not null references pots on delete cascade,
        tags int[],
        unique nulls not distinct (pot_id, tags) deferrable
      );
      create index plants_tags on plants using gin (tags gin__int_ops) where tags is not null;
      create unlogged table drafts (id bigint);
      create schema engine;
      create view engine.potted as select pot_id from plants;
      create function engine.note() returns trigger language plpgsql as $$ begin return null; end $$;
      create aggregate engine.joined(int[]) (sfunc = array_cat, stype = int[]);
      create trigger noted after insert on plants for each statement execute function engine.note();
      comment on table pots is 'where ''plants'' live';
      comment on column pots.shade is 'seen from above';`)
    const dump = await dumpSchema(database.db)
    for (const part of [
      'create extension intarray;',
      "create type public.color as enum ('green', 'red');",
      'create domain public.litres as numeric(6,2) constraint litres_check CHECK (VALUE >= 0::numeric);',
      'create sequence public.tickets as bigint start 100 increment 1;',
      '  id integer generated always as identity not null,\n',
      '  volume litres default 1.5 not null,\n',
      `  label text collate "C" default 'pot'::text,\n`,
      '  label_length integer generated always as (length(label)) stored,\n',
      '  constraint pots_pkey PRIMARY KEY (id)\n) with (fillfactor=70);',
      '  constraint plants_pot_id_tags_key UNIQUE NULLS NOT DISTINCT (pot_id, tags) DEFERRABLE,\n',
      '  constraint plants_pot_id_fkey FOREIGN KEY (pot_id) REFERENCES pots(id) ON DELETE CASCADE\n',
      'CREATE INDEX plants_tags ON public.plants USING gin (tags gin__int_ops) WHERE (tags IS NOT NULL);',
      'create unlogged table public.drafts (\n  id bigint\n);',
      'create schema engine;',
      'create view engine.potted (\n  pot_id integer\n);',
      'CREATE OR REPLACE FUNCTION engine.note()\n',
      'create aggregate engine.joined(integer[]) (sfunc = array_cat, stype = integer[]);',
      'CREATE TRIGGER noted AFTER INSERT ON plants FOR EACH STATEMENT EXECUTE FUNCTION note();',
      "comment on table public.pots is 'where ''plants'' live';",
      "comment on column public.pots.shade is 'seen from above';",
    ]) {
      expect(dump).toContain(part)
    }
    // Neither the extension's own functions nor the names that PostgreSQL 18 gives to what is not null.
    expect(dump).not.toMatch(/intset|_not_null/)
  })

  it('does not depend on the order in which things were made', async () => {
    const other = await createBareDatabase()
    await make('create table apples (b int, c int); create index on apples (b); create table pears (d int unique);')
    await sql
      .raw('create table pears (d int unique); create table apples (b int, c int); create index on apples (b);')
      .execute(other.db)
    expect(await dumpSchema(other.db)).toBe(await dumpSchema(database.db))
    await other.drop()
  })

  it('says what it has no words for rather than leaving it out', async () => {
    await make('create materialized view harvest as select 1 as apples')
    await expect(dumpSchema(database.db)).rejects.toThrow('no words for this: relation public.harvest of kind m')
  })

  it('is the same for every academy, without a date or a version', async () => {
    const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()])
    const dump = await dumpSchema(one.db)
    expect(dump).toBe(await dumpSchema(other.db))
    expect(dump).not.toMatch(/\b(1[5-9]\.\d|20\d\d-\d\d-\d\d)\b/)
    await Promise.all([one.drop(), other.drop()])
  })
})
