import pg from 'pg'

/** Rows as PostgreSQL sends and takes them in bulk. */
export type Rows = readonly Buffer[]

/** The rows of a query, to be copied into a table. */
export async function copyOut(client: pg.Client, query: string): Promise<Rows> {
  const chunks: Buffer[] = []
  await submit(client, `copy (${query}) to stdout`, {
    handleCopyData: ({ chunk }: { chunk: Buffer }) => void chunks.push(Buffer.from(chunk)),
  })
  return chunks
}

export async function copyIn(client: pg.Client, table: string, rows: Rows): Promise<void> {
  await submit(client, `copy ${table} from stdin`, {
    handleCopyInResponse(connection: { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void }) {
      for (const chunk of rows) connection.sendCopyFromChunk(chunk)
      connection.endCopyFrom()
    },
  })
}

/** A query of pg that answers the messages of a COPY, which pg itself refuses. */
function submit(client: pg.Client, text: string, answers: object): Promise<void> {
  return new Promise((resolve, reject) => {
    const query = new pg.Query({ text }, (error: Error | undefined) => (error ? reject(error) : resolve()))
    client.query(Object.assign(query, answers))
  })
}
