// Submissions whose rows travel in parts, made as the rows are iterated: no message holds them all.

// A server takes 1,000 rows a part, and 16 MiB a message unless it is set otherwise.
const MOST = 1000;
const LARGEST = 256 * 1024; // characters

/** Yields the messages of `streamSubmit`: what is submitted without its rows, the rows in parts, and the end. */
export async function* messages(asked) {
  const tables = Object.entries(asked.records ?? {});
  const named = Object.fromEntries(tables.map(([name, { fields = [] }]) => [name, { fields }]));
  yield { submission: { ...asked, records: named } };
  let sent = 0;
  for (const [records, { rows = [] }] of tables) {
    for await (const part of parts(rows)) {
      sent += part.length;
      yield { rows: { records, rows: part } };
    }
  }
  yield { end: { rows: sent } };
}

async function* parts(rows) {
  let part = [];
  let size = 0;
  for await (const row of rows) {
    const adds = row.cells.reduce((length, cell) => length + cell.length, 0);
    if (part.length && (part.length === MOST || size + adds > LARGEST)) {
      yield part;
      part = [];
      size = 0;
    }
    part.push(row);
    size += adds;
  }
  if (part.length) yield part;
}
